// The search page: Pagefind's index where pages come from a server, the plain list of assets/entries.js where the page was
// opened from a file. What is found is set as text, never as HTML.
(function () {
  "use strict";

  var form = document.getElementById("search");
  var field = document.getElementById("q");
  var count = document.getElementById("count");
  var list = document.getElementById("found");
  var more = document.getElementById("more");
  var root = new URL("..", document.currentScript.src);
  var STEP = 20;
  var asked = 0; // the number of the newest question: an answer to an older one is dropped
  var engine = null;

  // ------------------------------------------------------------ engines

  // Each is a function of words and filters that promises {total, load(from, to)}, load promising entries
  // {url, kind, title, text, topics, date, stands}. What the newest editions have comes before what only older ones have.

  function pagefind() {
    return import(new URL("pagefind/pagefind.js", root).href).then(function (module) {
      return module.options({ baseUrl: root.pathname, excerptLength: 30 }).then(function () {
        return function (words, topics, kinds) {
          var filters = {};
          if (topics.length) { filters.topic = { any: topics }; }
          if (kinds.length) { filters.kind = { any: kinds }; }
          // What has the very words, side by side, comes before what has them anywhere.
          var plainWords = words.replace(/["“”„«»]/g, " ").replace(/\s+/g, " ").trim();
          var phrase = plainWords === words && /\s/.test(words) ? ["\"" + words + "\"", words] : [words.replace(/[“”„«»]/g, "\"")];
          return Promise.all(["yes", "no"].map(function (stands) {
            return Promise.all(phrase.map(function (asked) {
              return module.search(asked, { filters: Object.assign({ stands: stands }, filters) });
            })).then(function (found) {
              if (found.length === 1) { return found[0].results; }
              var together = new Set(found[0].results.map(function (result) { return result.id; }));
              var others = found[1].results.filter(function (result) { return !together.has(result.id); });
              return literal(found[0].results.concat(others), together, plainWords);
            });
          })).then(function (answers) {
            var results = answers[0].concat(answers[1]);
            return {
              total: results.length,
              load: function (from, to) {
                return Promise.all(results.slice(from, to).map(function (result) {
                  return result.data().then(function (data) {
                    // A claim's title says all; of an edition the words round the hit are shown.
                    var whole = data.meta.kind === "edition" ? "… " + plain(data.excerpt).trim() + " …" : data.meta.text;
                    return { url: data.raw_url || data.url, kind: data.meta.kind, title: data.meta.title, text: whole || "",
                      topics: (data.meta.topics || "").split(" ").filter(Boolean), date: data.meta.date, stands: data.meta.stands === "yes" };
                  });
                }));
              }
            };
          });
        };
      });
    });
  }

  // Pagefind's words have no signs: of the first hits those that have them too ("$1.19", not 119) come before the others,
  // and of what has the words together a judgement, a claim or a source before the whole text of an edition.
  function literal(results, together, words) {
    var near = results.slice(0, 2 * STEP);
    return Promise.all(near.map(function (result) { return result.data(); })).then(function (loaded) {
      var wanted = fold(words);
      var ranked = near.map(function (result, index) {
        var meta = loaded[index].meta;
        var has = fold(meta.title + " " + (meta.text || "")).indexOf(wanted) >= 0;
        var rank = has && meta.kind !== "edition" ? 0 : !together.has(result.id) ? 3 : meta.kind === "edition" ? 2 : 1;
        return { result: result, rank: rank, place: index };
      });
      ranked.sort(function (one, other) { return one.rank - other.rank || one.place - other.place; });
      return ranked.map(function (one) { return one.result; }).concat(results.slice(2 * STEP));
    });
  }

  function plainList() {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = new URL("assets/entries.js", root).href;
      script.onerror = reject;
      script.onload = function () {
        var entries = window.briefingsEntries;
        var folded = entries.map(function (entry) { return fold(entry.title + " " + entry.text); });
        resolve(function (words, topics, kinds) {
          // What stands in quotation marks must occur as one; of the rest, every word.
          var wanted = (fold(words).match(/"[^"]*"|[^\s"]+/g) || []).map(function (part) {
            return part.replace(/"/g, "").trim();
          }).filter(Boolean);
          var whole = fold(words).replace(/"/g, "").trim();
          var hits = entries.filter(function (entry, index) {
            return wanted.every(function (word) { return folded[index].indexOf(word) >= 0; }) &&
              (!kinds.length || kinds.indexOf(entry.kind) >= 0) &&
              (!topics.length || entry.topics.some(function (topic) { return topics.indexOf(topic) >= 0; }));
          });
          var ranks = new Map(hits.map(function (entry, index) {
            var has = fold(entry.title + " " + entry.text).indexOf(whole) >= 0;
            return [entry, [entry.stands ? 0 : 1, entry.kind === "edition" ? 2 : has ? 0 : 1, index]];
          }));
          hits.sort(function (one, other) {
            var a = ranks.get(one), b = ranks.get(other);
            return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
          });
          return Promise.resolve({
            total: hits.length,
            load: function (from, to) {
              return Promise.resolve(hits.slice(from, to).map(function (entry) {
                return Object.assign({}, entry, { text: around(entry.text, wanted) });
              }));
            }
          });
        });
      };
      document.head.appendChild(script);
    });
  }

  // --------------------------------------------------------------- texts

  function fold(text) {
    // Quotation marks and dashes of all kinds are one; a space is a space, and what only keeps a line together is nothing.
    return text.normalize("NFKD").replace(/[\u0300-\u036f\u2060]/g, "").replace(/[“”„«»]/g, "\"").replace(/[‘’‚]/g, "'")
      .replace(/[‐‑–—−]/g, "-").replace(/\s+/g, " ").toLowerCase();
  }

  function plain(excerpt) {
    return new DOMParser().parseFromString(excerpt, "text/html").body.textContent;
  }

  function around(text, wanted) {
    if (text.length <= 240) { return text; }
    var low = text.toLowerCase();
    var at = Math.max(0, Math.min.apply(null, wanted.map(function (word) {
      var found = low.indexOf(word);
      return found < 0 ? low.length : found;
    })));
    var from = at < low.length ? Math.max(0, at - 80) : 0;
    return (from ? "… " : "") + text.slice(from, from + 220).replace(/^\S*\s/, from ? "" : "$&").replace(/\s\S*$/, "") + " …";
  }

  // Puts a text into an element, with the words that were asked for marked: those that begin alike, but for an ending.
  function marked(element, text, words) {
    var stems = fold(words).split(/[^\p{L}\p{N}]+/u).filter(Boolean).map(function (word) {
      return word.length > 5 ? word.slice(0, -2) : word;
    });
    text.split(/([\p{L}\p{N}]+)/u).forEach(function (part) {
      var hit = stems.some(function (stem) { return fold(part).indexOf(stem) === 0; });
      var node = document.createElement("mark");
      node.textContent = part;
      element.appendChild(hit ? node : document.createTextNode(part));
    });
  }

  function written(date) {
    return new Date(date + "T00:00:00Z").toLocaleDateString(form.dataset.language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).replace(/ /g, "\u00a0");
  }

  // ---------------------------------------------------------------- page

  function chosen(name) {
    return Array.from(form.querySelectorAll("input[name=" + name + "]:checked"), function (box) { return box.value; });
  }

  function word(name, value) {
    var box = form.querySelector("input[name=" + name + "][value=\"" + CSS.escape(value) + "\"]");
    return box ? box.parentNode.textContent.trim() : value;
  }

  function item(entry, words) {
    var line = document.createElement("li");
    var link = document.createElement("a");
    // Only an address inside the site is ever followed.
    link.href = new URL(String(entry.url).replace(/^\/+/, ""), root).href;
    marked(link, entry.title, words);
    var about = document.createElement("p");
    about.textContent = [word("kind", entry.kind).replace(/s$/, "")].concat(
      entry.kind === "edition" ? [] : entry.topics.length === 1 ? [word("topic", entry.topics[0])] : [],
      entry.kind === "edition" ? [] : [written(entry.date)],
      entry.stands ? [] : [entry.kind === "edition" ? "not the newest" : "not in the newest edition"]).join("\u00a0· ");
    line.append(link, about);
    if (entry.text) {
      var text = document.createElement("p");
      marked(text, entry.text, words);
      line.appendChild(text);
    }
    return line;
  }

  function show(answer, words, from, mine) {
    return answer.load(from, from + STEP).then(function (entries) {
      if (mine !== asked) { return; }
      var first = list.children.length;
      entries.forEach(function (entry) { list.appendChild(item(entry, words)); });
      more.hidden = from + STEP >= answer.total;
      more.onclick = function () {
        show(answer, words, from + STEP, mine).then(function () {
          var next = list.children[first + STEP];
          if (next) { next.querySelector("a").focus(); }
        });
      };
    });
  }

  // The address names what is asked, so that it can be kept, sent and come back to.
  function remember(words) {
    var query = new URLSearchParams(words ? { q: words } : {});
    ["topic", "kind"].forEach(function (name) {
      chosen(name).forEach(function (value) { query.append(name, value); });
    });
    var address = location.pathname + (query.size === 0 ? "" : "?" + query);
    if (address !== location.pathname + location.search) { history.replaceState(null, "", address); }
  }

  function recall() {
    var query = new URL(location.href).searchParams;
    field.value = query.get("q") || "";
    form.querySelectorAll("input[type=checkbox]").forEach(function (box) {
      box.checked = query.getAll(box.name).indexOf(box.value) >= 0;
    });
  }

  function ask() {
    var mine = ++asked;
    var words = field.value.trim();
    if (!words) {
      remember(words);
      list.replaceChildren();
      more.hidden = true;
      count.textContent = "";
      return;
    }
    remember(words);
    engine = engine || (location.protocol === "file:" ? plainList() : pagefind());
    engine.then(function (find) { return find(words, chosen("topic"), chosen("kind")); }).then(function (answer) {
      if (mine !== asked) { return; }
      list.replaceChildren();
      more.hidden = true;
      // The count is said once what it counts is there.
      return show(answer, words, 0, mine).then(function () {
        if (mine !== asked) { return; }
        count.textContent = (answer.total === 1 ? "1 result" : (answer.total || "No") + " results") + " for “" + words.replace(/["“”]/g, "") + "”";
      });
    }).catch(function () {
      engine = null;
      count.textContent = "The search could not be loaded.";
    });
  }

  var waiting = 0;
  field.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
  form.addEventListener("change", function (event) { if (event.target !== field) { ask(); } });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(waiting);
    ask();
  });
  document.getElementById("from-file").hidden = location.protocol !== "file:";
  recall();
  ask();
})();
