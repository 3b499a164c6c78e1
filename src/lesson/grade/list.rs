//! Marking answers that are lists: messages in order, and parties.

use super::Verdict;
use super::value;
use super::worth::{Mark, plain};
use crate::lesson::homework::Party;
use crate::said;
use crate::text::Said;

/// Messages in order: the pairs that are in the right order, as a share of all pairs (Kendall 1938).
pub(super) fn order(right: &[String], text: &str) -> Mark {
    let names: Vec<String> = right.iter().filter_map(|one| name(one)).collect();
    let wanted: Vec<String> = right.iter().map(|one| message(one, &names, "")).collect();
    let mut parts: Vec<&str> = Vec::new();
    let mut given: Vec<String> = Vec::new();
    for line in text.lines() {
        // as Wireshark lists the messages of a packet: the first has the sender, and those behind it come from there too
        let mut sender = String::new();
        for part in line.split([',', ';']).map(str::trim) {
            if part.is_empty() {
                continue;
            }
            let message = message(part, &names, &sender);
            sender = message.split(' ').next().unwrap_or_default().to_owned();
            parts.push(part);
            given.push(message);
        }
    }
    if given == wanted {
        return Mark::right();
    }
    let place = |name: &str| given.iter().position(|one| one == name);
    let before = |first: &str, second: &str| {
        let places = place(first).zip(place(second));
        places.is_some_and(|(first, second)| first < second)
    };
    let (mut good, mut all) = (0_u32, 0_u32);
    for (at, first) in wanted.iter().enumerate() {
        for second in &wanted[at + 1..] {
            all += 1;
            good += u32::from(before(first, second));
        }
    }
    // what is not the right list is never right altogether
    let share = f64::from(good.min(all.saturating_sub(1))) / f64::from(all.max(1));
    let first = (0..).find(|at| wanted.get(*at) != given.get(*at));
    let first = first.unwrap_or_default();
    let said = said!("homework.grade.order", good, all, place = first + 1);
    let mut mark = Mark::of(share, Verdict::Known).with("order", None, said);
    let (client, server) = ("client finished", "server finished");
    if wanted.last().is_some_and(|last| last == server) && before(server, client) {
        mark = mark.with(
            "server_finished_first",
            None,
            said!("homework.near.server_finished_first"),
        );
    }
    let expected = right.get(first).cloned().unwrap_or_default();
    mark.differing(
        expected,
        value::quoted(parts.get(first).copied().unwrap_or_default()),
    )
}

/// The message of `client ClientHello`, without capitals.
fn name(one: &str) -> Option<String> {
    one.split_once(' ').map(|(_, name)| plain(name))
}

/// A message as `client clienthello`, however it was written. One that names no sender has that of the one before it.
fn message(text: &str, names: &[String], sender: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || ":.()>-→".contains(c));
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = words.filter(|word| !number(word)).collect();
    let side = |word: &str| match word.to_ascii_lowercase().as_str() {
        "client" | "c" => Some("client"),
        "server" | "s" => Some("server"),
        _ => None,
    };
    let named = |words: &[&str]| match plain(&words.concat()).as_str() {
        "ccs" => "changecipherspec".to_owned(),
        name => name.to_owned(),
    };
    let is_name = |words: &[&str]| names.contains(&named(words));
    // `Client Hello` is a message without its sender, and `client Client Hello` is not; `C -> S` names the receiver too
    let (own, name) = match words.as_slice() {
        whole if is_name(whole) => (None, named(whole)),
        [first, second, rest @ ..] if side(second).is_some() && is_name(rest) => {
            (side(first), named(rest))
        }
        [first, rest @ ..] if side(first).is_some() => (side(first), named(rest)),
        whole => (None, named(whole)),
    };
    format!("{} {name}", own.unwrap_or(sender))
}

/// Parties: right marks minus wrong marks, as a share of what is right.
pub(super) fn parties(right: &[Party], text: &str) -> Result<Mark, Said> {
    let mut given = read_parties(text)?;
    let good = given.iter().filter(|party| right.contains(party)).count();
    let bad = given.len() - good;
    if good == right.len() && bad == 0 {
        return Ok(Mark::right());
    }
    // there are five at most
    let share = good.saturating_sub(bad) as f64 / right.len().max(1) as f64;
    let mut mark = Mark::of(share, Verdict::Known);
    let public = right.len() == Party::ALL.len();
    for party in Party::ALL {
        let (can, named) = (right.contains(&party), given.contains(&party));
        let said = match can {
            true => said!("homework.grade.party_can", party = party.key()),
            false => said!("homework.grade.party_cannot", party = party.key()),
        };
        if can != named {
            mark = mark.with("other_party", belief(party, can, public), said);
        }
    }
    given.sort_unstable();
    Ok(mark.differing(names(right), names(&given)))
}

fn read_parties(text: &str) -> Result<Vec<Party>, Said> {
    let mut given = Vec::new();
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    for word in words.filter(|word| !word.is_empty()) {
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        match Party::ALL.into_iter().find(|party| is(party.key())) {
            Some(party) if given.contains(&party) => {}
            Some(party) => given.push(party),
            None if is("none") || is("and") => {}
            None => {
                let offered = Party::ALL.iter().map(|one| one.key().to_owned());
                let offered: Vec<String> = offered.collect();
                let got = value::quoted(word);
                return Err(said!("homework.answer.word", offered, got));
            }
        }
    }
    Ok(given)
}

fn names(parties: &[Party]) -> String {
    let names: Vec<&str> = parties.iter().map(|party| party.key()).collect();
    names.join(" ")
}

/// The belief that a wrong mark of a party shows.
const fn belief(party: Party, can: bool, public: bool) -> Option<&'static str> {
    match (party, can, public) {
        (Party::Eavesdropper, true, true) => Some("handshake-hidden"),
        (Party::Thief, true, false) => Some("stolen-key-harmless"),
        (Party::Eavesdropper, false, _) => Some("randoms-make-keys"),
        (Party::Authority, false, _) => Some("ca-is-asked"),
        _ => None,
    }
}
