-- Formats the citations of one edition by a CSL style: one JSON request a line on standard input, one JSON
-- answer a line on standard output. Run by briefings.printing.citeproc as `pandoc lua citeproc.lua`.
--
-- request  {style: text of a .csl file, note_style: bool, locale: "en-GB", references: CSL-JSON as text,
--           clusters: [{cites: [{key, mode, prefix, suffix}], note: number, inside: bool}]}
-- answer   {clusters: [{text: html, note: html or absent}], bibliography: [{key, html}], warnings: [text]}
--          or {error: text}
--
-- Nothing here opens a file: style and references come as text and stand in the mediabag, where Pandoc looks for them
-- first; affixes are read in its sandbox.

local STYLE, REFERENCES = "briefings-style.csl", "briefings-references.json"
local SENTINEL = utf8.char(0x2060)
local AFFIX = "markdown-raw_html-raw_tex-raw_attribute-native_divs-native_spans-fenced_divs-bracketed_spans"
  .. "-link_attributes-inline_code_attributes-citations-footnotes-inline_notes-tex_math_dollars"
  .. "-latex_macros-implicit_figures-yaml_metadata_block-pandoc_title_block-example_lists-table_captions"
local MODES = {normal = "NormalCitation", ["suppress-author"] = "SuppressAuthor", ["author-in-text"] = "AuthorInText"}

local function safe_target(target)
  local scheme = target:match("^(%a[%w+.-]*):")
  scheme = scheme and scheme:lower()
  return scheme == "http" or scheme == "https" or scheme == "mailto"
end

-- An affix is the author's Markdown: emphasis and the like stay, everything that could act does not.
local harmless = {
  traverse = "topdown",
  RawInline = function(raw) return pandoc.Str(raw.text) end,
  Math = function(math) return pandoc.Str(math.text) end,
  Image = function(image) return image.caption end,
  Note = function() return {} end,
  Code = function(code) return pandoc.Code(code.text) end,
  Span = function(span) return span.content end,
  Link = function(link)
    if safe_target(link.target) then return pandoc.Link(link.content, link.target) end
    return link.content
  end,
}

local function trim(text)
  return (text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local function prefix_of(cite) return trim(cite.prefix or "") end

local function suffix_of(cite)
  local suffix = trim(cite.suffix or "")
  -- The blank between key and suffix is not part of the suffix as it is handed over; Pandoc's has it.
  if cite.mode ~= "author-in-text" and suffix:match("^[^,.;:{]") then suffix = " " .. suffix end
  return suffix
end

-- All affixes as inlines, by text. They are read at one go, for a read costs a millisecond: each is a paragraph,
-- and the sentinel before it keeps `1. x`, `# x` or `[x]: y` from being read as anything else.
local function read_affixes(clusters)
  local texts, seen = pandoc.List{}, {[""] = pandoc.Inlines{}}
  for _, cluster in ipairs(clusters) do
    for _, cite in ipairs(cluster.cites) do
      for _, text in ipairs{prefix_of(cite), suffix_of(cite)} do
        if not seen[text] then
          seen[text] = true
          texts:insert(text)
        end
      end
    end
  end
  if #texts == 0 then return seen end
  local paragraphs = texts:map(function(text) return SENTINEL .. text end)
  local blocks = pandoc.read(table.concat(paragraphs, "\n\n"), AFFIX, {}, {}).blocks:walk(harmless)
  assert(#blocks == #texts, "an affix was not read as one paragraph")
  for index, text in ipairs(texts) do
    local content = blocks[index].content
    content[1].text = content[1].text:gsub("^" .. SENTINEL, "")
    if content[1].text == "" then content:remove(1) end
    seen[text] = content
  end
  return seen
end

local function citation(cite, note, affixes)
  local mode = assert(MODES[cite.mode], "unknown mode of a cite")
  return pandoc.Citation(cite.key, mode, affixes[prefix_of(cite)], affixes[suffix_of(cite)], note)
end

-- After citeproc: what it links is a reference (renamed to our anchors) or an address of the web.
local outgoing = {
  traverse = "topdown",
  Link = function(link)
    local key = link.target:match("^#ref%-(.*)$")
    if key then return pandoc.Link(link.content, "#src-" .. key) end
    if safe_target(link.target) then return pandoc.Link(link.content, link.target) end
    return link.content
  end,
  RawInline = function(raw) return pandoc.Str(raw.text) end,
  -- Quotation marks come in bare spans, which say nothing and cost a tag each in the PDF.
  Span = function(span)
    if span.identifier == "" and #span.classes == 0 and #span.attributes == 0 then return span.content end
  end,
}

-- Writes many pieces of text, each a block, as HTML in one go, for each run of the writer costs a millisecond. What
-- parts them cannot come from a record: there a `<` is written as `&lt;`.
local MARK = "<!--piece-->"
local BETWEEN = pandoc.RawBlock("html", MARK)

local function written(pieces)
  local blocks = pandoc.List{}
  for _, piece in ipairs(pieces) do
    blocks:insert(BETWEEN)
    blocks:insert(piece)
  end
  local text = pandoc.write(pandoc.Pandoc(blocks):walk(outgoing), "html", {wrap_text = "wrap-none"})
  local result = {}
  for piece in (text .. MARK):gmatch("\n?(.-)\n?" .. MARK:gsub("%-", "%%-")) do
    table.insert(result, piece:match("^<p>(.*)</p>$") or piece)
  end
  table.remove(result, 1) -- what stands before the first mark
  assert(#result == #pieces, "a text was lost in writing")
  return result
end

-- A text as one block, which it is as a rule: then none of its words is made into a value of Lua and back.
local function as_block(blocks)
  if #blocks == 1 and (blocks[1].t == "Para" or blocks[1].t == "Plain") then return blocks[1] end
  return pandoc.Plain(pandoc.utils.blocks_to_inlines(blocks))
end

-- The blocks of a document that cites, one a cluster. Clusters of one footnote stand in one Note, as they would in a
-- Pandoc document, so that their positions (first, subsequent, ibid.) are counted alike.
local function citing(request)
  local blocks = pandoc.Blocks{}
  local affixes = read_affixes(request.clusters)
  for index, cluster in ipairs(request.clusters) do
    local cites = pandoc.List{}
    for _, cite in ipairs(cluster.cites) do cites:insert(citation(cite, cluster.note, affixes)) end
    if #cites > 0 then
      local content = pandoc.Inlines{pandoc.Cite({pandoc.Str("?")}, cites)}
      if cluster.inside then
        -- Some text before the cite: inside a note a citation follows words and stands in brackets.
        content:insert(1, pandoc.Space())
        content:insert(1, pandoc.Str("-"))
        content = pandoc.Inlines{pandoc.Note{pandoc.Para(content)}}
      end
      blocks:insert(pandoc.Div({pandoc.Para(content)}, pandoc.Attr("cluster-" .. index)))
    end
  end
  return blocks
end

-- The keys of all references; it is an error when one comes twice, or is cited and not there.
local function keys_of(request)
  local keys, known = pandoc.List{}, {}
  for _, reference in ipairs(pandoc.json.decode(request.references, false)) do
    local key = reference.id
    if known[key] then error("two references have the key '" .. key .. "'", 0) end
    known[key] = true
    keys:insert(key)
  end
  for _, cluster in ipairs(request.clusters) do
    for _, cite in ipairs(cluster.cites) do
      if not known[cite.key] then error("no reference has the key '" .. cite.key .. "'", 0) end
    end
  end
  return keys
end

-- The Cite of one cluster as its text and the block of its note.
local function split(cite, inside)
  local text, note = pandoc.Inlines{}, nil
  for _, inline in ipairs(cite.content) do
    if inline.t == "Note" and not inside then
      note = as_block(inline.content)
    else
      text:insert(inline)
    end
  end
  return text, note
end

-- The Cite of one cluster, which may stand in a note after other words.
local function cite_of(inlines)
  for _, inline in ipairs(inlines) do
    if inline.t == "Cite" then return inline end
    if inline.t == "Note" then return cite_of(inline.content[1].content) end
  end
end

local function format(request)
  pandoc.mediabag.empty()
  pandoc.mediabag.insert(STYLE, "application/xml", request.style)
  -- As a file of the mediabag they need not be made into Lua's values and back.
  pandoc.mediabag.insert(REFERENCES, "application/json", request.references)
  local keys = keys_of(request)
  local blocks = citing(request)
  local everything = pandoc.List{}
  for _, key in ipairs(keys) do everything:insert(pandoc.Citation(key, "NormalCitation")) end
  local doc = pandoc.utils.citeproc(pandoc.Pandoc(blocks, {
    csl = STYLE,
    lang = request.locale,
    bibliography = REFERENCES,
    ["link-citations"] = not request.note_style,
    -- Each reference gets its entry, cited in the text or (a figure's source) only in a table.
    nocite = pandoc.MetaInlines{pandoc.Cite({pandoc.Str("?")}, everything)},
  }))

  -- Gather the texts, write them all, and put each into its place.
  local answer = {clusters = {}, bibliography = {}}
  local pieces, places = {}, {}
  local function put(record, field, content)
    table.insert(pieces, content)
    table.insert(places, {record, field})
  end
  local found = {}
  for _, block in ipairs(doc.blocks) do
    if block.identifier == "refs" then
      for index, entry in ipairs(block.content) do
        answer.bibliography[index] = {key = entry.identifier:gsub("^ref%-", "", 1)}
        put(answer.bibliography[index], "html", as_block(entry.content))
      end
    else
      local index = tonumber(block.identifier:match("^cluster%-(%d+)$"))
      found[index] = cite_of(block.content[1].content)
    end
  end
  for index, cluster in ipairs(request.clusters) do
    answer.clusters[index] = {text = ""}
    if #cluster.cites > 0 then
      local text, note = split(assert(found[index], "a citation was lost"), cluster.inside)
      if #text > 0 then put(answer.clusters[index], "text", pandoc.Plain(text)) end
      if note then put(answer.clusters[index], "note", note) end
    end
  end
  for index, text in ipairs(written(pieces)) do
    places[index][1][places[index][2]] = text
  end
  return answer
end

io.write(pandoc.json.encode({pandoc = tostring(PANDOC_VERSION)}), "\n")
io.flush()

-- A first request takes four times as long as the next: one of our own is done while nobody waits yet.
local WARMING = {
  note_style = true,
  locale = "en-GB",
  style = [[<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0" default-locale="en-GB">
<info><title>Warming</title><id>warming</id><updated>2026-01-30T00:00:00+00:00</updated></info>
<macro name="who"><names variable="author"><name and="text" delimiter=", "/></names></macro>
<citation><layout suffix="." delimiter="; "><group delimiter=", "><text macro="who"/>
<text variable="title" font-style="italic" text-case="title"/><date variable="issued" form="text"/>
<text variable="URL"/></group></layout></citation>
<bibliography><sort><key macro="who"/></sort><layout suffix="."><group delimiter=". "><text macro="who"/>
<text variable="title" quotes="true"/><date variable="issued" form="numeric"/></group></layout></bibliography>
</style>]],
  references = [==[ [{"id": "warming", "type": "report", "title": "Of harbours and water", "URL": "https://example.org/",
"author": [{"family": "Kim", "given": "Ada"}], "issued": {"date-parts": [[2026, 1, 30]]}}] ]==],
  clusters = {{note = 1, inside = false, cites = {{key = "warming", mode = "normal", prefix = "", suffix = "p. 3"}}}},
}
pandoc.log.silence(function() return pcall(format, WARMING) end)
for line in io.lines() do
  local warnings, ok, answer = pandoc.log.silence(function()
    return pcall(function() return format(pandoc.json.decode(line, false)) end)
  end)
  if ok then
    answer.warnings = {}
    for _, warning in ipairs(warnings) do
      table.insert(answer.warnings, tostring(warning.message or warning))
    end
  else
    answer = {error = tostring(answer)}
  end
  io.write((pandoc.json.encode(answer):gsub("\n", " ")), "\n")
  io.flush()
end
