//! premaster is a step debugger for the TLS handshake: it runs a real client and a real server
//! side by side, computes every value live, and lets a reader open any message down to the byte
//! and ask of any secret where it comes from and who knows it.
//!
//! ```text
//!   Scenario ── seed, clock, suites, messages
//!      ▼
//!   endpoint::Client ⇄ link ⇄ endpoint::Server     without input and output of their own,
//!      │                                           each knows only its own side
//!      │  entries: what was generated, derived, checked, sent, received,
//!      │  and what happened on the link
//!      ▼
//!   trace::Recorder ──► Trace { connections, steps, values }    immutable
//!                         ├──► tui                 a pure view of (trace, cursor)
//!                         └──► export              text, Markdown, HTML, JSON, shell, diagrams
//!
//!   net drives one endpoint over a socket ──► the same entries ──► the same Trace
//! ```
//!
//! Three rules carry the rest. Nothing is canned: every number shown is derived from the run that
//! is shown. Every byte is named, every secret has a provenance. And a run is a function: equal
//! [`scenario::Scenario`]s give equal [`trace::Trace`]s.
//!
//! The rooms, from the ground up: [`text`] (words on their way to a reader), [`wire`] (what the bytes
//! are), [`crypto`] (what is computed), [`pki`] (who is who), [`protocol`] (the vocabulary, and what
//! differs by version and suite), [`record`] (the record layer), [`endpoint`] (the two state
//! machines), [`trace`] (the recorded run), [`capture`] (connections that were recorded elsewhere),
//! [`derive`](mod@derive) (a calculator of what follows from given values),
//! [`scenario`] (what to run), [`net`] (real peers),
//! [`explain`] (the prose), [`lesson`] (questions about a run), [`export`], [`tui`] and [`plain`] (what shows a
//! run). `docs/architecture.md` follows
//! one message through them.
//!
//! RSA key exchange is history: it has no forward secrecy, TLS 1.3 (RFC 8446) removed it, and
//! no one should choose it today. It is here because it is how the handshake is taught. The
//! implementation is made to be looked at, not to protect anything.

pub mod capture;
pub mod crypto;
pub mod derive;
pub mod endpoint;
pub mod explain;
pub mod export;
pub mod lesson;
pub mod net;
pub mod pki;
pub mod plain;
pub mod protocol;
pub mod record;
pub mod scenario;
pub mod text;
pub mod trace;
pub mod tui;
pub mod wire;
