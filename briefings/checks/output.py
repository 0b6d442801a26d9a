"""TPL and OUT: what can be wrong with a template and with the print, found by other stages and explained here."""

from __future__ import annotations

from briefings.checks.rules import declare
from briefings.diagnostics import Severity

declare(
    "TPL01",
    "template-missing",
    Severity.ERROR,
    """
    A brief names a template that there is not, or a template extends one that there is not (or itself), or
    has no layout. Templates are folders in the desk's `templates/`, then the shipped ones.

    Trips it:      template: buletin
    Way out:       template: bulletin
    """,
)
declare(
    "TPL02",
    "template-record",
    Severity.ERROR,
    """
    `template.toml` cannot be read, has an unknown key, or gives an option a default that is not of its type.

    Trips it:      [options.accent]  type = "colour"  default = "blue"
    Way out:       default = "#16425b"
    """,
)
declare(
    "TPL03",
    "template-syntax",
    Severity.ERROR,
    """
    A layout that is not Jinja, or that extends or includes a layout that there is not; a block for which the layout
    that is extended has no place, so that nothing of it would be printed.

    Trips it:      {% block lead %} … without {% endblock %}
    Way out:       close the block
    """,
)
declare(
    "TPL04",
    "template-data",
    Severity.ERROR,
    """
    A layout asks for data that there is not, does what no template may do, or fails in an expression. Nothing
    undefined is ever printed as an empty place. The message has the layout's file and line and the path of
    the data.

    Trips it:      {{ brief.titel }}
    Way out:       {{ brief.title }}
    """,
)
declare(
    "TPL05",
    "template-option",
    Severity.ERROR,
    """
    A brief sets an option the template does not have, or to a value that is not of its type. A font that is neither
    declared by `@font-face` nor one of those that every print has is a warning: another would take its place.

    Trips it:      options: {page-size: A5}
    Way out:       options: {page-size: A4}
    """,
)
declare(
    "OUT01",
    "print-warning",
    Severity.WARNING,
    """
    The press carried on but something is not as written: a style it does not know, a link that leads nowhere
    in the document. A letter that no font has, or a resource that could not be used, is an error.

    Trips it:      h2 { colour: red }      in brief.css
    Way out:       h2 { color: red }
    """,
)
declare(
    "OUT02",
    "resource-refused",
    Severity.ERROR,
    """
    A sheet asked for something that is not its own: an address on the network, a file of the machine, a link
    of the file system. It was not opened. A sheet shows the pictures of its notes and the files of its
    template, and nothing else; a page for the screen loads nothing and has no scripts.

    Trips it:      background: url(https://example.org/paper.png)
    Way out:       put paper.png into the template's folder: url(paper.png)
    """,
)
declare(
    "OUT03",
    "time-limit",
    Severity.ERROR,
    """
    Rendering or printing took longer than `time-limit` (120 seconds unless `[print]` says otherwise) and was
    ended. The files of the last build are as they were. Very large tables, boxes of `display: flex` or `grid`
    round the text, and cells that span thousands of columns are the usual causes.

    Trips it:      fourteen flex boxes, one inside the other, in a layout
    Way out:       blocks, floats and tables
    """,
)
declare(
    "OUT04",
    "memory-limit",
    Severity.ERROR,
    """
    Printing wanted more memory than `memory-limit` (2,048 MiB unless `[print]` says otherwise) and was ended.
    The files of the last build are as they were.

    Trips it:      a picture of 30,000 by 30,000 points
    Way out:       export it in the size in which it is printed
    """,
)
declare(
    "OUT05",
    "print-failed",
    Severity.ERROR,
    """
    The press ended without a document, by a fault of its own or of a library under it; or it was ended from outside
    twice, as a machine does that runs out of memory. The files of the last build are as they were; the message has
    what it last said.

    Trips it:      three hundred boxes, one inside the other
    Way out:       simplify what the message names
    """,
)
declare(
    "OUT06",
    "citation-style",
    Severity.ERROR,
    """
    The citation style is no style of the CSL repository and no `.csl` file of the desk, or it cannot be read.

    Trips it:      citations: chicago-footnotes
    Way out:       citations: chicago-notes-bibliography
    """,
)
declare(
    "OUT07",
    "citation-form",
    Severity.WARNING,
    """
    A citation or an entry of the sources that the citation style prints as nothing, or that Pandoc remarks on.
    Some styles leave out some types of source; a reader would find a note number without a note.

    Trips it:      type: document      under a style that has no form for it
    Way out:       type: report
    """,
)
