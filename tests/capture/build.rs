//! Captures made for a test: packets in any link type, files in any form.

use std::net::{IpAddr, SocketAddr};

pub const FIN: u8 = 0x01;
pub const SYN: u8 = 0x02;
pub const RST: u8 = 0x04;
pub const ACK: u8 = 0x10;

pub const CLIENT: &str = "10.0.0.1:50000";
pub const SERVER: &str = "10.0.0.2:443";

/// A segment of TCP that is to be in a capture.
#[derive(Clone, Debug)]
pub struct Seg {
    /// Nanoseconds since the epoch.
    pub at: u64,
    pub from: SocketAddr,
    pub to: SocketAddr,
    pub seq: u32,
    pub ack: u32,
    pub flags: u8,
    pub payload: Vec<u8>,
}

/// A segment from the client.
pub fn client(seq: u32, ack: u32, flags: u8, payload: &[u8]) -> Seg {
    Seg {
        at: 0,
        from: CLIENT.parse().unwrap(),
        to: SERVER.parse().unwrap(),
        seq,
        ack,
        flags,
        payload: payload.to_vec(),
    }
}

/// A segment from the server.
pub fn server(seq: u32, ack: u32, flags: u8, payload: &[u8]) -> Seg {
    let seg = client(seq, ack, flags, payload);
    Seg {
        from: seg.to,
        to: seg.from,
        ..seg
    }
}

impl Seg {
    pub fn at(self, at: u64) -> Seg {
        Seg { at, ..self }
    }

    /// The TCP header (RFC 9293 §3.1) and the payload.
    pub fn tcp(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(self.from.port().to_be_bytes());
        out.extend(self.to.port().to_be_bytes());
        out.extend(self.seq.to_be_bytes());
        out.extend(self.ack.to_be_bytes());
        out.extend([5 << 4, self.flags, 0xff, 0xff, 0, 0, 0, 0]);
        out.extend(&self.payload);
        out
    }

    /// The IP packet, without fragments.
    pub fn ip(&self) -> Vec<u8> {
        ip(self.from.ip(), self.to.ip(), &self.tcp())
    }
}

/// An IP packet with TCP in it.
pub fn ip(from: IpAddr, to: IpAddr, tcp: &[u8]) -> Vec<u8> {
    match (from, to) {
        (IpAddr::V4(_), IpAddr::V4(_)) => ipv4(from, to, tcp, 7, 0),
        _ => ipv6(from, to, tcp, 6),
    }
}

/// An IPv4 packet; `fragment` is the field with the flags and the offset.
pub fn ipv4(from: IpAddr, to: IpAddr, payload: &[u8], id: u16, fragment: u16) -> Vec<u8> {
    let mut out = vec![0x45, 0];
    out.extend((20 + payload.len() as u16).to_be_bytes());
    out.extend(id.to_be_bytes());
    out.extend(fragment.to_be_bytes());
    out.extend([64, 6, 0, 0]);
    out.extend(octets(from));
    out.extend(octets(to));
    out.extend(payload);
    out
}

/// An IPv6 packet with this payload of this type.
pub fn ipv6(from: IpAddr, to: IpAddr, payload: &[u8], next: u8) -> Vec<u8> {
    let mut out = vec![0x60, 0, 0, 0];
    out.extend((payload.len() as u16).to_be_bytes());
    out.extend([next, 64]);
    out.extend(octets(from));
    out.extend(octets(to));
    out.extend(payload);
    out
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(it) => it.octets().to_vec(),
        IpAddr::V6(it) => it.octets().to_vec(),
    }
}

/// An IP packet with what a link type puts before it.
pub fn linked(link: u16, ip: &[u8]) -> Vec<u8> {
    let v6 = ip[0] >> 4 == 6;
    let ether_type: [u8; 2] = if v6 { [0x86, 0xdd] } else { [8, 0] };
    let mut out = match link {
        0 if v6 => 30_u32.to_le_bytes().to_vec(),
        0 => 2_u32.to_le_bytes().to_vec(),
        108 => (if v6 { 24_u32 } else { 2 }).to_be_bytes().to_vec(),
        1 => [[2; 12].as_slice(), &ether_type].concat(),
        113 => [[0; 14].as_slice(), &ether_type].concat(),
        276 => [ether_type.as_slice(), &[0; 18]].concat(),
        _ => Vec::new(),
    };
    out.extend(ip);
    out
}

/// The byte order of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    Little,
    Big,
}

impl Order {
    pub fn u16(self, n: u16) -> [u8; 2] {
        match self {
            Order::Little => n.to_le_bytes(),
            Order::Big => n.to_be_bytes(),
        }
    }

    pub fn u32(self, n: u32) -> [u8; 4] {
        match self {
            Order::Little => n.to_le_bytes(),
            Order::Big => n.to_be_bytes(),
        }
    }
}

/// A captured packet: its time in nanoseconds, what was captured, and how long it was.
pub type Frame = (u64, Vec<u8>, u32);

/// Segments as captured packets of a link type.
pub fn frames(link: u16, segs: &[Seg]) -> Vec<Frame> {
    let frame = |seg: &Seg| {
        let bytes = linked(link, &seg.ip());
        let len = bytes.len() as u32;
        (seg.at, bytes, len)
    };
    segs.iter().map(frame).collect()
}

/// A pcap file, with times in microseconds or nanoseconds.
pub fn pcap(order: Order, nanoseconds: bool, link: u16, frames: &[Frame]) -> Vec<u8> {
    let magic = if nanoseconds {
        0xa1b2_3c4d
    } else {
        0xa1b2_c3d4
    };
    let mut out = order.u32(magic).to_vec();
    out.extend([order.u16(2), order.u16(4)].concat());
    out.extend([0; 8]);
    out.extend(order.u32(262_144));
    out.extend(order.u32(u32::from(link)));
    for (at, bytes, len) in frames {
        let unit = if nanoseconds { 1 } else { 1000 };
        out.extend(order.u32((at / 1_000_000_000) as u32));
        out.extend(order.u32((at % 1_000_000_000 / unit) as u32));
        out.extend(order.u32(bytes.len() as u32));
        out.extend(order.u32(*len));
        out.extend(bytes);
    }
    out
}

/// A pcapng file, block by block.
pub struct Pcapng {
    pub order: Order,
    pub bytes: Vec<u8>,
}

impl Pcapng {
    /// A file with a section.
    pub fn new(order: Order) -> Self {
        let mut it = Pcapng {
            order,
            bytes: Vec::new(),
        };
        it.section(order);
        it
    }

    pub fn block(&mut self, block_type: u32, content: &[u8]) {
        let len = 12 + content.len().next_multiple_of(4);
        let order = self.order;
        self.bytes.extend(order.u32(block_type));
        self.bytes.extend(order.u32(len as u32));
        self.bytes.extend(content);
        self.bytes.extend(vec![0; len - 12 - content.len()]);
        self.bytes.extend(order.u32(len as u32));
    }

    pub fn section(&mut self, order: Order) {
        self.order = order;
        let version = [order.u16(1), order.u16(0)].concat();
        let content = [&order.u32(0x1a2b_3c4d)[..], &version, &[0xff; 8]].concat();
        self.block(0x0a0d_0d0a, &content);
    }

    /// An interface; options are codes with values.
    pub fn interface(&mut self, link: u16, snap_len: u32, options: &[(u16, Vec<u8>)]) {
        let order = self.order;
        let mut content = [order.u16(link), [0; 2]].concat();
        content.extend(order.u32(snap_len));
        content.extend(self.options(options));
        self.block(1, &content);
    }

    pub fn options(&self, options: &[(u16, Vec<u8>)]) -> Vec<u8> {
        let mut out = Vec::new();
        for (code, value) in options {
            out.extend(self.order.u16(*code));
            out.extend(self.order.u16(value.len() as u16));
            out.extend(value);
            out.extend(vec![0; value.len().next_multiple_of(4) - value.len()]);
        }
        if !options.is_empty() {
            out.extend([0; 4]);
        }
        out
    }

    /// An enhanced packet.
    pub fn packet(&mut self, interface: u32, ticks: u64, bytes: &[u8], len: u32) {
        let order = self.order;
        let fields = [
            interface,
            (ticks >> 32) as u32,
            ticks as u32,
            bytes.len() as u32,
            len,
        ];
        let content = [&fields.map(|it| order.u32(it)).concat(), bytes].concat();
        self.block(6, &content);
    }

    /// A simple packet, of which so many bytes were captured.
    pub fn simple(&mut self, bytes: &[u8], len: u32) {
        let content = [&self.order.u32(len)[..], bytes].concat();
        self.block(3, &content);
    }

    /// The obsolete packet block.
    pub fn obsolete(&mut self, interface: u16, ticks: u64, bytes: &[u8], len: u32) {
        let order = self.order;
        let mut content = [order.u16(interface), order.u16(0)].concat();
        let fields = [(ticks >> 32) as u32, ticks as u32, bytes.len() as u32, len];
        content.extend(fields.map(|it| order.u32(it)).concat());
        content.extend(bytes);
        self.block(2, &content);
    }

    /// Secrets of this type.
    pub fn secrets(&mut self, secrets_type: u32, text: &[u8]) {
        let order = self.order;
        let head = [order.u32(secrets_type), order.u32(text.len() as u32)].concat();
        self.block(10, &[&head, text].concat());
    }
}
