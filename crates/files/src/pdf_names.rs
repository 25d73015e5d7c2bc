//! The names in a PDF (lexer), however they are written.

/// Longest name that is of use here.
const LONGEST: usize = 24;

/// The names in what comes byte for byte, with `#61` read as `a`.
#[derive(Default)]
pub(crate) struct Names {
    name: Option<Vec<u8>>,
}

impl Names {
    /// The name that this byte ends, if it ends one.
    pub(crate) fn take(&mut self, byte: u8) -> Option<Vec<u8>> {
        let ends = b"\0\t\n\x0c\r ()<>[]{}/%".contains(&byte);
        match &mut self.name {
            Some(name) if !ends => {
                // Three bytes for each at most.
                if name.len() <= 3 * LONGEST {
                    name.push(byte);
                }
                None
            }
            _ if ends => {
                let name = self.name.take().map(|name| plain(&name));
                if byte == b'/' {
                    self.name = Some(Vec::new());
                }
                name
            }
            _ => None,
        }
    }

    /// The name that the end of it all ends.
    pub(crate) fn end(&mut self) -> Option<Vec<u8>> {
        self.take(b' ')
    }

    /// Is no name begun? Then only `/` is of use.
    pub(crate) fn is_idle(&self) -> bool {
        self.name.is_none()
    }
}

fn plain(name: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let mut plain = Vec::new();
    let mut rest = name;
    while let Some((byte, behind)) = rest.split_first() {
        let hex = match behind {
            [high, low, ..] if *byte == b'#' => digit(high).zip(digit(low)),
            _ => None,
        };
        match hex {
            Some((high, low)) => {
                plain.push(u8::try_from(16 * high + low).unwrap_or_default());
                rest = &behind[2..];
            }
            None => {
                plain.push(*byte);
                rest = behind;
            }
        }
    }
    plain
}
