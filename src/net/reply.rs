//! What our end sends once the connection is open.

use crate::said;
use crate::trace::{Side, Trace, ValueName};
use crate::wire::display::hex;
use std::str::FromStr;

/// Maximum length of a request in bytes.
const MAX_REQUEST: usize = 16 * 1024;

/// The page for a browser. `{name}` stands for what [`page`] puts there.
static PAGE: &str = include_str!("../../assets/net/page.html");

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The data received.
    Echo,
    /// A page about the connection to an HTTP GET, then close_notify.
    Http,
    /// This text, to each piece of data.
    Text(String),
}

impl FromStr for Reply {
    type Err = std::convert::Infallible;

    /// `echo`, `http`, or else the text itself.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "echo" => Reply::Echo,
            "http" => Reply::Http,
            text => Reply::Text(text.to_owned()),
        })
    }
}

/// What is to be sent, and whether that is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub data: Vec<u8>,
    pub close: bool,
}

/// Our part in the conversation.
#[derive(Debug)]
pub(super) enum Part {
    /// A client's: it sends this, and listens.
    Says(Option<Vec<u8>>),
    /// A server's.
    Answers {
        reply: Reply,
        /// An HTTP request whose end has not come.
        request: Vec<u8>,
    },
}

impl Part {
    pub(super) fn answers(reply: Reply) -> Self {
        Part::Answers {
            reply,
            request: Vec::new(),
        }
    }

    /// What is sent as soon as the connection is open.
    pub(super) fn opening(&mut self) -> Option<Vec<u8>> {
        match self {
            Part::Says(text) => text.take(),
            Part::Answers { .. } => None,
        }
    }

    /// Whether a whole request has to come within the time of a stage.
    pub(super) fn hurries(&self) -> bool {
        matches!(
            self,
            Part::Answers {
                reply: Reply::Http,
                ..
            }
        )
    }

    /// The answer to `data`, of which there is at least one byte.
    pub(super) fn answer(&mut self, data: Vec<u8>, trace: &Trace) -> Answer {
        let Part::Answers { reply, request } = self else {
            return Answer::default();
        };
        let data = match reply {
            Reply::Echo => data,
            Reply::Text(text) => text.clone().into_bytes(),
            Reply::Http => {
                request.extend_from_slice(&data);
                return http(request, trace)
                    .map_or_else(Answer::default, |data| Answer { data, close: true });
            }
        };
        Answer { data, close: false }
    }
}

/// The response to a request, as soon as its headers are there or it is too long (RFC 9112 §2).
/// What follows the headers is ignored.
fn http(request: &[u8], trace: &Trace) -> Option<Vec<u8>> {
    let end = request
        .windows(4)
        .position(|end| end == b"\r\n\r\n")
        .or_else(|| request.windows(2).position(|end| end == b"\n\n"));
    if end.unwrap_or(request.len()) > MAX_REQUEST {
        let text = said!("net.reply.at_most", most = MAX_REQUEST).to_string();
        return Some(refusal("431 Request Header Fields Too Large", &text));
    }
    end?;
    let line = request.split(|byte| *byte == b'\n').next()?;
    let line = String::from_utf8_lossy(line);
    let words: Vec<&str> = line.trim_end_matches('\r').split(' ').collect();
    Some(match words[..] {
        ["GET", _, version] if version.starts_with("HTTP/1.") => {
            response("200 OK", "text/html; charset=utf-8", &page(trace))
        }
        [_, _, version] if version.starts_with("HTTP/1.") => {
            refusal("405 Method Not Allowed\r\nAllow: GET", "a GET")
        }
        _ => refusal("400 Bad Request", "GET PATH HTTP/1.1"),
    })
}

fn refusal(status: &str, expected: &str) -> Vec<u8> {
    let text = format!("{}\n", said!("net.reply.expects", expected));
    response(status, "text/plain; charset=utf-8", &text)
}

fn response(status: &str, content_type: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The page, with the values of this connection.
fn page(trace: &Trace) -> String {
    let connection = trace.last_connection();
    let value = |name| {
        let value = trace.named(connection.id, name, Side::Server);
        value.map(|value| hex(&value.bytes)).unwrap_or_default()
    };
    let version = connection.version.map(|version| version.to_string());
    PAGE.replace("{version}", &version.unwrap_or_default())
        .replace("{suite}", connection.suite.map_or("", |suite| suite.name))
        .replace("{client_random}", &value(ValueName::ClientRandom))
        .replace("{server_random}", &value(ValueName::ServerRandom))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::time::UnixTime;
    use crate::protocol::{Act, Event, SUITES, StateId, Switches, Topic};
    use crate::trace::{Findings, Recorder, Run, RunKind};
    use crate::wire::ProtocolVersion;

    /// What a server knows at the first request, as far as the page shows it.
    fn trace() -> Trace {
        let kind = RunKind::Connection {
            ours: Side::Server,
            peer: "192.0.2.7:4433".into(),
        };
        let mut recorder = Recorder::new(Run {
            scenario: "serve".into(),
            description: String::new(),
            kind,
            seed: None,
            clock: UnixTime(1_795_220_503),
            server_name: None,
        });
        let drawn = |name, byte| Event::Generated {
            name,
            bytes: vec![byte; 32],
        };
        recorder.record(Act {
            side: Side::Server,
            topic: Topic::Negotiate,
            events: vec![
                drawn(ValueName::ClientRandom, 0xc1),
                drawn(ValueName::ServerRandom, 0x5e),
                Event::Agreed {
                    version: ProtocolVersion::Tls12,
                    suite: &SUITES[0],
                    switches: Switches::default(),
                },
            ],
            state: StateId::Negotiate,
        });
        recorder.finish(Findings::default())
    }

    /// Status line, and body.
    fn answer(portions: &[&str]) -> Option<(String, String)> {
        let trace = trace();
        let mut part = Part::answers(Reply::Http);
        let mut last = Answer::default();
        for portion in portions {
            assert_eq!(last, Answer::default(), "an answer before {portion:?}");
            last = part.answer(portion.as_bytes().to_vec(), &trace);
        }
        let text = String::from_utf8(last.data).unwrap();
        let (head, body) = text.split_once("\r\n\r\n")?;
        assert!(last.close);
        assert!(head.contains("Connection: close"), "{head}");
        let length = format!("Content-Length: {}", body.len());
        assert!(head.contains(&length), "{head}");
        Some((head.lines().next().unwrap().to_owned(), body.to_owned()))
    }

    #[test]
    fn the_page_has_the_values_of_the_connection() {
        let (status, body) = answer(&["GET / HT", "TP/1.1\r\nHost: x\r\n", "\r\n"]).unwrap();
        assert_eq!(status, "HTTP/1.1 200 OK");
        for random in ["c1".repeat(32), "5e".repeat(32)] {
            assert!(body.contains(&random), "{body}");
        }
        assert!(body.contains("TLS 1.2"), "{body}");
        assert!(body.contains("TLS_RSA_WITH_AES_128_CBC_SHA256"), "{body}");
        let (_, text) = body.split_once("</style>").unwrap();
        assert!(
            !text.contains('{'),
            "a place that was not filled in: {text}"
        );
    }

    #[test]
    fn what_is_no_get_is_refused() {
        let status = |request| answer(&[request]).unwrap().0;
        assert_eq!(
            status("POST / HTTP/1.1\r\n\r\n"),
            "HTTP/1.1 405 Method Not Allowed"
        );
        assert_eq!(status("hello\n\n"), "HTTP/1.1 400 Bad Request");
        assert_eq!(status("GET / HTTP/2\r\n\r\n"), "HTTP/1.1 400 Bad Request");
        assert_eq!(status("GET / HTTP/1.0\n\n"), "HTTP/1.1 200 OK");
    }

    #[test]
    fn a_request_that_does_not_end_is_waited_for_up_to_a_length() {
        let line = "X: ".to_owned() + &"x".repeat(8 * 1024);
        assert_eq!(answer(&["GET / HTTP/1.1\r\n", &line]), None);
        let (status, _) = answer(&["GET / HTTP/1.1\r\n", &line, &line]).unwrap();
        assert_eq!(status, "HTTP/1.1 431 Request Header Fields Too Large");
    }

    #[test]
    fn echo_and_text_go_on() {
        let trace = trace();
        for (word, said, expected) in [("echo", "a", "a"), ("Good day.", "a", "Good day.")] {
            let mut part = Part::answers(word.parse().unwrap());
            let answer = part.answer(said.into(), &trace);
            assert_eq!((answer.data, answer.close), (expected.into(), false));
            assert_eq!(part.opening(), None);
        }
        let mut client = Part::Says(Some(b"hello".to_vec()));
        assert_eq!(client.opening(), Some(b"hello".to_vec()));
        assert_eq!(client.opening(), None);
        assert_eq!(client.answer(b"hi".to_vec(), &trace), Answer::default());
    }
}
