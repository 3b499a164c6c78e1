//! Where handshake messages begin and end in records: one record may hold several, and one message may
//! need several records (RFC 5246 §6.2.1).

use crate::wire::annotate::Part;
use crate::wire::handshake::HEADER_LEN;

/// Where in `content` handshake messages end when `partial` came before it, and what each stretch
/// of the record is.
pub(super) fn cut(partial: &[u8], content: &[u8]) -> (Vec<usize>, Vec<Part>) {
    let (mut ends, mut parts) = (Vec::new(), Vec::new());
    let mut start = 0;
    let mut carried = partial.len();
    while start < content.len() {
        let byte = |i: usize| match i.checked_sub(carried) {
            None => Some(partial[i]),
            Some(i) => content.get(start + i).copied(),
        };
        let end = match (byte(1), byte(2), byte(3)) {
            (Some(a), Some(b), Some(c)) => {
                let len = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
                start + HEADER_LEN + len - carried
            }
            _ => usize::MAX,
        };
        if end > content.len() {
            parts.push(Part::Fragment(content.len() - start));
            break;
        }
        parts.push(match carried {
            0 => Part::Message(end - start),
            _ => Part::Fragment(end - start),
        });
        ends.push(end);
        (start, carried) = (end, 0);
    }
    (ends, parts)
}
