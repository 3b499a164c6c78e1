//! The page in HTML, in a browser: it steps, it links fields with bytes, it asks for nothing.

use crate::browser::Browser;
use crate::peers;
use premaster::export::html;
use premaster::export::report::{Content, Report, Selection};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::Trace;
use serde_json::json;
use std::path::PathBuf;

fn page(trace: &Trace, selection: Selection) -> String {
    let mut out = Vec::new();
    html::write(&mut out, &Report::of(trace, selection)).unwrap();
    String::from_utf8(out).unwrap()
}

fn classic(message: Option<&str>) -> Trace {
    let overrides = Overrides {
        message: message.map(str::to_owned),
        ..Overrides::seed(42)
    };
    simulate(&Scenario::builtin("classic", overrides).unwrap())
}

fn whole(trace: &Trace) -> String {
    page(trace, Selection::whole(trace, &html::CONTENTS))
}

/// A browser with the page of a run; `None` if there is none.
fn shown(page: &str) -> Option<(Browser, tempfile::TempDir)> {
    peers::there("chromium").then(|| {
        let dir = tempfile::tempdir().unwrap();
        let file: PathBuf = dir.path().join("run.html");
        std::fs::write(&file, page).unwrap();
        let mut browser = Browser::start();
        let size = json!({"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        browser.call("Emulation.setDeviceMetricsOverride", size);
        browser.open(&file);
        (browser, dir)
    })
}

/// The id of the step that is shown, if exactly one is.
const SHOWN: &str = "[...document.querySelectorAll('article')]
    .filter(one => getComputedStyle(one).display !== 'none').map(one => one.id).join()";

#[test]
fn keys_and_buttons_step_and_nothing_is_asked_for() {
    let Some((mut browser, _dir)) = shown(&whole(&classic(None))) else {
        return;
    };
    let at = |browser: &mut Browser, after: &str, step: usize| {
        let shown = browser.eval(SHOWN);
        assert_eq!(shown, format!("step-{step}"), "after {after}");
        let said = browser.eval("document.querySelector('#at').textContent");
        let said = said.as_str().unwrap().to_owned();
        assert!(said.starts_with(&format!("Step {step} of 31: ")), "{said}");
        let current = "document.querySelector('nav [aria-current=step]').hash";
        assert_eq!(
            browser.eval(current),
            format!("#step-{step}"),
            "after {after}"
        );
        let now = "document.querySelector('.row.now').dataset.step";
        assert_eq!(browser.eval(now), (step - 1).to_string(), "after {after}");
    };
    at(&mut browser, "the beginning", 1);
    let keys = [
        ("ArrowRight", 2),
        ("j", 3),
        ("ArrowLeft", 2),
        ("k", 1),
        ("k", 1),
        ("End", 31),
        ("j", 31),
        ("Home", 1),
    ];
    for (key, step) in keys {
        browser.press(key);
        at(&mut browser, key, step);
    }
    for (button, step) in [("#forward", 2), ("#last", 31), ("#back", 30), ("#first", 1)] {
        browser.click(button);
        at(&mut browser, button, step);
    }
    browser.press("?");
    assert_eq!(browser.eval("document.querySelector('#keys').open"), true);
    browser.press("j");
    at(&mut browser, "a key under the dialog", 1);
    browser.press("?");
    assert_eq!(browser.eval("document.querySelector('#keys').open"), false);
    browser.eval("location.hash = '#step-7'");
    at(&mut browser, "a link", 7);
    assert_eq!(browser.complaints, Vec::<String>::new());
    let asked = browser
        .requests
        .iter()
        .filter(|url| !url.starts_with("data:"));
    let asked: Vec<&String> = asked.collect();
    assert!(
        asked.len() == 1 && asked[0].ends_with("run.html"),
        "{asked:?}"
    );
}

#[test]
fn fields_and_bytes_lead_to_each_other() {
    let Some((mut browser, _dir)) = shown(&whole(&classic(None))) else {
        return;
    };
    browser.press("j");
    let lit =
        "[...document.querySelectorAll('#step-2 .hex .lit')].map(one => one.textContent).join(' ')";
    let named =
        "[...document.querySelectorAll('#step-2 tr.lit th')].map(one => one.textContent).join()";
    // the client's version is at 9 and 10 of the record
    browser.click("#step-2 tr[data-a='9'][data-b='11'] th");
    assert_eq!(
        (browser.eval(lit), browser.eval(named)),
        ("03 03".into(), "client_version".into())
    );
    // the bytes of its random lie in several lines
    browser.click("#step-2 .hex i[data-o='15']");
    assert_eq!(browser.eval(named), "random_bytes");
    let random = browser.eval(lit);
    assert_eq!(random.as_str().unwrap().split(' ').count(), 28, "{random}");
    // with the keyboard: the next field, then from leaf to leaf among the bytes
    browser.eval("document.querySelector('#step-2 .fields tbody tr').focus()");
    browser.press("ArrowDown");
    assert_eq!(
        (browser.eval(lit), browser.eval(named)),
        ("16".into(), "type".into())
    );
    browser.eval("document.querySelector('#step-2 .hex').focus()");
    browser.press("ArrowDown");
    assert_eq!(
        (browser.eval(lit), browser.eval(named)),
        ("03 01".into(), "version".into())
    );
    let said = browser.eval("document.querySelector('#said').textContent");
    assert_eq!(said, "version, bytes 1 to 2: TLS 1.0 (0x0301)");
    browser.press("Escape");
    assert_eq!(
        (browser.eval(lit), browser.eval(named)),
        ("".into(), "".into())
    );
    // arrows among fields do not step
    assert_eq!(browser.eval(SHOWN), "step-2");
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
fn each_side_has_what_it_knows_and_eve_what_she_saw() {
    let Some((mut browser, _dir)) = shown(&whole(&classic(None))) else {
        return;
    };
    browser.eval("location.hash = '#step-10'");
    let row = |browser: &mut Browser, party: &str, name: &str| {
        let row = format!(
            "[...document.querySelectorAll('#{party} tbody tr')]
             .find(row => row.cells[0].textContent === '{name}').cells[1].textContent"
        );
        browser.eval(&row).as_str().unwrap().to_owned()
    };
    let trace = classic(None);
    let value = trace
        .values()
        .iter()
        .find(|value| value.key() == "pre_master_secret")
        .unwrap();
    let name = value.title();
    let has = row(&mut browser, "client", &name);
    assert!(
        has.starts_with(&premaster::wire::display::hex(&value.bytes[..3])),
        "{has}"
    );
    assert_eq!(row(&mut browser, "server", &name), "◐");
    assert_eq!(row(&mut browser, "eve", &name), "◐");
    browser.press("j");
    assert!(
        row(&mut browser, "server", &name).ends_with('='),
        "decrypted"
    );
    assert_eq!(row(&mut browser, "eve", &name), "◐");
}

#[test]
fn without_the_script_and_on_paper_every_step_is_there() {
    let trace = classic(None);
    let Some((mut browser, dir)) = shown(&whole(&trace)) else {
        return;
    };
    let all = trace
        .steps()
        .iter()
        .map(|step| format!("step-{}", step.index + 1));
    let all = all.collect::<Vec<String>>().join(",");
    browser.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    assert_eq!(browser.eval(SHOWN), all.as_str());
    browser.call("Emulation.setEmulatedMedia", json!({"media": ""}));
    browser.call(
        "Emulation.setScriptExecutionDisabled",
        json!({"value": true}),
    );
    browser.open(&dir.path().join("run.html"));
    assert_eq!(browser.eval(SHOWN), all.as_str());
    let buttons = "getComputedStyle(document.querySelector('.controls')).display";
    assert_eq!(browser.eval(buttons), "none");
}

#[test]
fn what_comes_from_elsewhere_is_text() {
    let hostile = "</script></pre><img id=x src=y onerror=alert(1)>&lt;";
    let page = whole(&classic(Some(hostile)));
    assert!(!page.contains("<img"), "not even where it does nothing");
    let Some((mut browser, _dir)) = shown(&page) else {
        return;
    };
    let text = browser.eval("document.body.textContent");
    assert!(text.as_str().unwrap().contains(hostile));
    assert_eq!(browser.complaints, Vec::<String>::new());
}

/// A page for each kind of run: no id is there twice, each heading is at most one level below the one before
/// it, and each button and table has a name.
#[test]
fn a_screen_reader_finds_its_way() {
    for name in [
        "classic",
        "mutual",
        "resumed",
        "flipped-pre-master",
        "no-common-suite",
    ] {
        let trace = simulate(&Scenario::builtin(name, Overrides::seed(42)).unwrap());
        let Some((mut browser, _dir)) = shown(&whole(&trace)) else {
            return;
        };
        let faults = browser.eval(
            "(() => {
                const all = selector => [...document.querySelectorAll(selector)];
                const faults = [];
                const ids = all('[id]').map(one => one.id);
                faults.push(...ids.filter((id, i) => ids.indexOf(id) !== i));
                let level = 0;
                for (const one of all('article h2, article h3, article h4')) {
                    const here = +one.tagName[1];
                    if (level && here > level + 1) faults.push(one.textContent);
                    level = here;
                }
                faults.push(...all('button').filter(one => !one.textContent.trim()).map(one => one.id));
                faults.push(...all('table').filter(one => !one.querySelector('th')).map(one => one.outerHTML));
                for (const landmark of ['main', 'nav', 'header', 'h1'])
                    if (all(landmark).length !== 1) faults.push(landmark);
                if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the screen');
                return faults;
            })()",
        );
        assert_eq!(faults, json!([]), "{name}");
        assert_eq!(browser.complaints, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_worksheet_has_no_answers_before_its_key() {
    let trace = classic(None);
    let selection = Selection {
        blanks: true,
        contents: vec![
            Content::Explanations,
            Content::Values,
            Content::Computations,
        ],
        ..Selection::whole(&trace, &html::CONTENTS)
    };
    let page = page(&trace, selection);
    let (sheet, key) = page.split_once("<section id=\"key\">").unwrap();
    for name in [
        "pre_master_secret",
        "master_secret",
        "key_block",
        "client_random",
    ] {
        let value = trace
            .values()
            .iter()
            .find(|value| value.key() == name)
            .unwrap();
        let bytes = premaster::wire::display::hex(&value.bytes);
        assert!(
            !sheet.contains(&bytes[..12]),
            "{name} is told before the key"
        );
        assert!(key.contains(&bytes), "{name} is not in the key");
    }
    // a formula keeps its names
    assert!(sheet.contains("client_random</code> + "));
}
