"""Reads a file of questions with a reader that is not ours, and prints what it found as JSON.

Usage: banks.py csv|moodle|qti|anki FILE. Of each item: name, kind, question, right answers.
"""

import csv
import html
import json
import re
import sys
import tempfile
import zipfile
from pathlib import Path


def plain(text):
    """The text of HTML, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text or "")).split())


def line(text):
    return " ".join((text or "").split())


def read_csv(file):
    with open(file, newline="", encoding="utf-8") as opened:
        head, *rows = csv.reader(opened, strict=True)
    assert head == ["name", "kind", "question", "answers", "right", "why"], head
    for name, kind, question, _, right, _ in rows:
        right = [line(one) for one in right.split("\n")]
        yield [name, kind, line(question), right if kind == "order" else sorted(right)]


def paths(element, before=""):
    """The paths of the elements below one."""
    found = set()
    for child in element:
        path = f"{before}/{child.tag}"
        found |= {path} | paths(child, path)
    return found


# elements that the format has and the writer below leaves out, or writes for other kinds of question only
OPTIONAL = {
    "/single", "/shuffleanswers", "/answernumbering", "/usecase", "/penalty", "/generalfeedback",
    "/generalfeedback/text", "/subquestion", "/subquestion/text", "/subquestion/answer", "/subquestion/answer/text",
}


def read_moodle(file):
    """Python's XML reader, held to the elements that another writer of the format makes."""
    from xml.etree import ElementTree

    from moodle_questions.questions.multiplechoice import MultipleChoiceQuestion

    other = MultipleChoiceQuestion(name="name", question_text="text", default_mark=1, general_feedback="why")
    other.add_answer(100, "answer", "feedback")
    known = paths(other._to_xml_element()) | OPTIONAL
    quiz = ElementTree.parse(file).getroot()
    assert quiz.tag == "quiz"
    for element in quiz.findall("question"):
        kind = element.get("type")
        assert paths(element) <= known, paths(element) - known
        text = lambda path: plain(element.findtext(path))
        answers = element.findall("answer")
        right = [a for a in answers if float(a.get("fraction")) > 0]
        if kind == "matching":
            texts = [plain(s.findtext("text")) for s in element.findall("subquestion")]
        else:
            texts = sorted(plain(a.findtext("text")) for a in right)
        # Moodle demands that the right answers of several make up 100 together
        if element.findtext("single") == "false":
            assert abs(sum(float(a.get("fraction")) for a in right) - 100) < 0.01
        yield [text("name/text"), kind, text("questiontext/text"), texts]


def read_qti(file):
    from lxml import etree
    from onyx2moodle.parser import parse_item

    space = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1", "c": "http://www.imsglobal.org/xsd/imscp_v1p1"}
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(file) as package:
        assert package.testzip() is None
        package.extractall(folder)
        manifest = etree.parse(str(Path(folder) / "imsmanifest.xml"))
        resources = manifest.getroot().findall(".//c:resource", space)
        for resource in resources:
            path = Path(folder) / resource.get("href")
            item = parse_item(path)
            root = etree.parse(str(path)).getroot()
            (response,) = item.response_decls.values()
            offered = root.findall(".//q:simpleChoice", space)
            texts = {one.get("identifier"): line("".join(one.itertext())) for one in offered}
            kind = {
                ("single", "identifier"): "one",
                ("multiple", "identifier"): "many",
                ("ordered", "identifier"): "order",
                ("single", "string"): "text",
                ("single", "integer"): "number",
            }[response.cardinality, response.base_type]
            right = [texts.get(one, one) for one in response.correct_values]
            if kind == "text":
                right = list(response.mapping)
            prompt = root.find(".//q:prompt", space)
            prompt = root.find(".//q:itemBody/q:p", space) if prompt is None else prompt
            if kind in ("one", "many"):
                assert item.interactions[0].kind == "choice", item.interactions
                assert len(item.interactions[0].choices) == len(offered)
                named = {one.identifier for one in item.feedback}
                assert named <= set(texts), named
            yield [item.title, kind, line(prompt.text), right if kind == "order" else sorted(right)]


def read_anki(file):
    from anki.collection import Collection, ImportCsvRequest

    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        metadata = collection.get_csv_metadata(path=str(file), delimiter=None)
        collection.import_csv(ImportCsvRequest(path=str(file), metadata=metadata))
        notes = [collection.get_note(one) for one in collection.find_notes("")]
        decks = {collection.decks.name(card.did) for note in notes for card in note.cards()}
        assert all(len(note.tags) == 1 for note in notes)
        found = {"deck": ", ".join(sorted(decks)), "notes": [[plain(f) for f in note.fields] for note in notes]}
        collection.close()
        return found


def main():
    kind, file = sys.argv[1:]
    read = {"csv": read_csv, "moodle": read_moodle, "qti": read_qti, "anki": read_anki}[kind](file)
    print(json.dumps(read if isinstance(read, dict) else list(read)))


if __name__ == "__main__":
    main()
