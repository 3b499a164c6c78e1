//! The streams of bytes in a capture.

/// A TCP connection while it is read.
struct Stream {
    client_port: [u8; 2],
    /// Sequence numbers and payloads of what the client and the server sent.
    segments: [Vec<(u32, Vec<u8>)>; 2],
}

/// What client and server sent in each TCP connection, out of a little-endian pcapng with Ethernet and
/// IPv4. The client is the side that sent the first packet.
pub fn tcp_streams(mut pcapng: &[u8]) -> Vec<[Vec<u8>; 2]> {
    const ENHANCED_PACKET_BLOCK: u32 = 6;
    let u32_at =
        |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let mut streams: Vec<Stream> = Vec::new();
    while !pcapng.is_empty() {
        let (block, rest) = pcapng.split_at(u32_at(pcapng, 4) as usize);
        pcapng = rest;
        if u32_at(block, 0) == ENHANCED_PACKET_BLOCK {
            let frame = &block[28..28 + u32_at(block, 20) as usize];
            add_segment(&mut streams, frame);
        }
    }
    let joined = |mut segments: Vec<(u32, Vec<u8>)>| {
        segments.sort();
        segments.dedup();
        let payloads = segments.into_iter().flat_map(|(_, payload)| payload);
        payloads.collect()
    };
    let streams = streams.into_iter();
    streams.map(|stream| stream.segments.map(joined)).collect()
}

/// Adds the payload of one packet to the connection that it belongs to.
fn add_segment(streams: &mut Vec<Stream>, frame: &[u8]) {
    assert_eq!(frame[12..14], [0x08, 0x00], "IPv4");
    let ip = &frame[14..];
    let total_len = usize::from(u16::from_be_bytes([ip[2], ip[3]]));
    let tcp = &ip[usize::from(ip[0] & 0x0F) * 4..total_len];
    let payload = &tcp[usize::from(tcp[12] >> 4) * 4..];
    let ports = [[tcp[0], tcp[1]], [tcp[2], tcp[3]]];
    let known = |stream: &Stream| ports.contains(&stream.client_port);
    let at = streams.iter().position(known).unwrap_or_else(|| {
        streams.push(Stream {
            client_port: ports[0],
            segments: Default::default(),
        });
        streams.len() - 1
    });
    let stream = &mut streams[at];
    let side = usize::from(stream.client_port != ports[0]);
    if !payload.is_empty() {
        let sequence = u32::from_be_bytes(tcp[4..8].try_into().unwrap());
        stream.segments[side].push((sequence, payload.to_vec()));
    }
}
