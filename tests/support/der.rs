//! DER made by hand, and changed.
#![allow(dead_code, reason = "each room uses a part of it")]

/// One element of DER: tag, length, content.
pub fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match length {
        0..0x80 => out.push(length as u8),
        0x80..0x100 => out.extend([0x81, length as u8]),
        _ => out.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    out.extend(content);
    out
}

/// The element at that path of children (0 is the first), replaced; the lengths around it follow.
pub fn replaced(whole: &[u8], path: &[usize], new: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let Some((first, rest)) = path.split_first() else {
        return new(whole);
    };
    let header = header_len(whole);
    let mut children = Vec::new();
    let mut at = header;
    while at < whole.len() {
        let len = len_of(&whole[at..]);
        children.push(whole[at..at + len].to_vec());
        at += len;
    }
    children[*first] = replaced(&children[*first], rest, new);
    der(whole[0], &children.concat())
}

/// The length of tag and length.
pub fn header_len(element: &[u8]) -> usize {
    match element[1] {
        0x81 => 3,
        0x82 => 4,
        _ => 2,
    }
}

/// The length of an element.
pub fn len_of(element: &[u8]) -> usize {
    let len = match element[1] {
        0x81 => usize::from(element[2]),
        0x82 => usize::from(u16::from_be_bytes([element[2], element[3]])),
        short => usize::from(short),
    };
    header_len(element) + len
}
