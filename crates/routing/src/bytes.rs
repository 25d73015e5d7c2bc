//! Numbers and words one after the other (serialisation), for what was learned when the program was built: whoever reads is
//! the program that was built with it.

/// What is written.
#[derive(Default)]
pub(crate) struct Bytes(pub Vec<u8>);

impl Bytes {
    pub(crate) fn number(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.number(text.len() as u32);
        self.0.extend(text.as_bytes());
    }
}

/// What is still to be read.
pub(crate) struct Reader(pub &'static [u8]);

impl Reader {
    pub(crate) fn take(&mut self, length: usize) -> &'static [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        *self.take(N).first_chunk().expect("as many as were asked for")
    }

    pub(crate) fn number(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    pub(crate) fn text(&mut self) -> &'static str {
        let length = self.number() as usize;
        str::from_utf8(self.take(length)).expect("it was written as text")
    }
}
