//! QTI 2.1: a content package with one item in each file (IMS Question and Test Interoperability, version 2.1).

use super::xml::Xml;
use super::{Item, Kind, Offer, zip};
use crate::label;
use std::io::{self, Write};

const NAMESPACE: &str = "http://www.imsglobal.org/xsd/imsqti_v2p1";
const SCHEMA: &str = "http://www.imsglobal.org/xsd/imsqti_v2p1 http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd";
const PACKAGE: &str = "http://www.imsglobal.org/xsd/imscp_v1p1";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The rules by which an answer is compared with the right one.
const MATCH: &str = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct";

/// Writes items as a package, a ZIP archive.
///
/// # Errors
/// Whatever `out` fails with.
pub fn qti(out: &mut impl Write, items: &[Item]) -> io::Result<()> {
    let names: Vec<String> = (1..=items.len())
        .map(|number| format!("item-{number}"))
        .collect();
    let mut files = vec![("imsmanifest.xml".to_owned(), manifest(&names)?)];
    for (name, item) in names.iter().zip(items) {
        files.push((file(name), of_item(name, item)?));
    }
    zip::write(out, &files)
}

fn file(name: &str) -> String {
    format!("items/{name}.xml")
}

fn manifest(names: &[String]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut xml = Xml::begin(&mut out)?;
    xml.open(
        "manifest",
        &[("xmlns", PACKAGE), ("identifier", "premaster-questions")],
    )?;
    xml.open("metadata", &[])?;
    xml.text("schema", &[], "QTIv2.1 Package")?;
    xml.text("schemaversion", &[], "1.0.0")?;
    xml.close()?;
    xml.empty("organizations", &[])?;
    xml.open("resources", &[])?;
    for name in names {
        let href = file(name);
        let kind = "imsqti_item_xmlv2p1";
        xml.open(
            "resource",
            &[("identifier", name), ("type", kind), ("href", &href)],
        )?;
        xml.empty("file", &[("href", &href)])?;
        xml.close()?;
    }
    xml.close()?;
    xml.close()?;
    Ok(out)
}

/// The cardinality and the type of the answer.
fn response(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::One(_) => ("single", "identifier"),
        Kind::Many(_) => ("multiple", "identifier"),
        Kind::Order(_) => ("ordered", "identifier"),
        Kind::Text(_) => ("single", "string"),
        Kind::Number(_) => ("single", "integer"),
    }
}

fn choice(at: usize) -> String {
    format!("C{}", at + 1)
}

fn of_item(name: &str, item: &Item) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut xml = Xml::begin(&mut out)?;
    let attributes = [
        ("xmlns", NAMESPACE),
        ("xmlns:xsi", INSTANCE),
        ("xsi:schemaLocation", SCHEMA),
        ("identifier", name),
        ("title", &item.name),
        ("adaptive", "false"),
        ("timeDependent", "false"),
    ];
    xml.open("assessmentItem", &attributes)?;
    let (cardinality, base) = response(&item.kind);
    declare(&mut xml, item, cardinality, base)?;
    xml.open("itemBody", &[])?;
    body(&mut xml, item)?;
    xml.close()?;
    processing(&mut xml, &item.kind)?;
    feedback(&mut xml, item)?;
    xml.close()?;
    Ok(out)
}

/// The answer with its right value, and what comes out of it.
fn declare<W: Write>(
    xml: &mut Xml<'_, W>,
    item: &Item,
    cardinality: &str,
    base: &str,
) -> io::Result<()> {
    let declared = [
        ("identifier", "RESPONSE"),
        ("cardinality", cardinality),
        ("baseType", base),
    ];
    xml.open("responseDeclaration", &declared)?;
    xml.open("correctResponse", &[])?;
    for value in right(&item.kind) {
        xml.text("value", &[], &value)?;
    }
    xml.close()?;
    if let Kind::Text(typed) = &item.kind {
        xml.open("mapping", &[("defaultValue", "0")])?;
        for text in &typed.right {
            let entry = [
                ("mapKey", text.as_str()),
                ("mappedValue", "1"),
                ("caseSensitive", "false"),
            ];
            xml.empty("mapEntry", &entry)?;
        }
        xml.close()?;
    }
    xml.close()?;
    let score = [
        ("identifier", "SCORE"),
        ("cardinality", "single"),
        ("baseType", "float"),
    ];
    xml.open("outcomeDeclaration", &score)?;
    xml.open("defaultValue", &[])?;
    xml.text("value", &[], "0")?;
    xml.close()?;
    xml.close()?;
    if let Kind::One(_) | Kind::Many(_) = item.kind {
        let declared = [
            ("identifier", "FEEDBACK"),
            ("cardinality", cardinality),
            ("baseType", base),
        ];
        xml.empty("outcomeDeclaration", &declared)?;
    }
    Ok(())
}

fn right(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::One(offers) | Kind::Many(offers) => {
            let all = offers.iter().enumerate();
            all.filter(|(_, offer)| offer.right)
                .map(|(at, _)| choice(at))
                .collect()
        }
        Kind::Order(parts) => (0..parts.len()).map(choice).collect(),
        Kind::Text(typed) => typed.right.iter().take(1).cloned().collect(),
        Kind::Number(typed) => typed.right.iter().take(1).map(u64::to_string).collect(),
    }
}

fn body<W: Write>(xml: &mut Xml<'_, W>, item: &Item) -> io::Result<()> {
    match &item.kind {
        Kind::One(offers) => choices(xml, "choiceInteraction", "1", item, texts(offers)),
        Kind::Many(offers) => choices(xml, "choiceInteraction", "0", item, texts(offers)),
        Kind::Order(parts) => {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            choices(xml, "orderInteraction", "", item, parts)
        }
        Kind::Text(_) | Kind::Number(_) => {
            xml.text("p", &[], &item.prompt)?;
            xml.open("p", &[])?;
            let length = [("responseIdentifier", "RESPONSE"), ("expectedLength", "40")];
            xml.empty("textEntryInteraction", &length)?;
            xml.close()
        }
    }
}

fn texts(offers: &[Offer]) -> Vec<&str> {
    offers.iter().map(|offer| offer.text.as_str()).collect()
}

fn choices<W: Write>(
    xml: &mut Xml<'_, W>,
    interaction: &'static str,
    most: &str,
    item: &Item,
    texts: Vec<&str>,
) -> io::Result<()> {
    let mut attributes = vec![("responseIdentifier", "RESPONSE"), ("shuffle", "true")];
    if !most.is_empty() {
        attributes.push(("maxChoices", most));
    }
    xml.open(interaction, &attributes)?;
    xml.text("prompt", &[], &item.prompt)?;
    for (at, text) in texts.into_iter().enumerate() {
        xml.text("simpleChoice", &[("identifier", &choice(at))], text)?;
    }
    xml.close()
}

fn processing<W: Write>(xml: &mut Xml<'_, W>, kind: &Kind) -> io::Result<()> {
    let response = [("identifier", "RESPONSE")];
    match kind {
        Kind::Order(_) | Kind::Number(_) => xml.empty("responseProcessing", &[("template", MATCH)]),
        Kind::Text(_) => {
            xml.open("responseProcessing", &[])?;
            xml.open("setOutcomeValue", &[("identifier", "SCORE")])?;
            xml.empty("mapResponse", &response)?;
            xml.close()?;
            xml.close()
        }
        Kind::One(_) | Kind::Many(_) => {
            xml.open("responseProcessing", &[])?;
            xml.open("responseCondition", &[])?;
            xml.open("responseIf", &[])?;
            xml.open("match", &[])?;
            xml.empty("variable", &response)?;
            xml.empty("correct", &response)?;
            xml.close()?;
            xml.open("setOutcomeValue", &[("identifier", "SCORE")])?;
            xml.text("baseValue", &[("baseType", "float")], "1")?;
            xml.close()?;
            xml.close()?;
            xml.close()?;
            xml.open("setOutcomeValue", &[("identifier", "FEEDBACK")])?;
            xml.empty("variable", &response)?;
            xml.close()?;
            xml.close()
        }
    }
}

/// What is said of each choice: why it is so, or what is wrong.
fn feedback<W: Write>(xml: &mut Xml<'_, W>, item: &Item) -> io::Result<()> {
    let (Kind::One(offers) | Kind::Many(offers)) = &item.kind else {
        return Ok(());
    };
    for (at, offer) in offers.iter().enumerate() {
        let (title, text) = match offer.right {
            true => (label!("homework.bank.right"), &item.because),
            false => (label!("homework.bank.wrong"), &offer.feedback),
        };
        if text.is_empty() {
            continue;
        }
        let identifier = choice(at);
        let attributes = [
            ("outcomeIdentifier", "FEEDBACK"),
            ("identifier", identifier.as_str()),
            ("showHide", "show"),
            ("title", title),
        ];
        xml.open("modalFeedback", &attributes)?;
        xml.text("p", &[], text)?;
        xml.close()?;
    }
    Ok(())
}
