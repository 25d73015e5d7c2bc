//! Whether a certainty holds (reliability, calibration), and what a gate on it lets through (selective routing).

/// How sure the desk was of something, and whether it was right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// From 0 to 1.
    pub certainty: f32,
    /// Was it?
    pub right: bool,
}

/// Questions of about the same certainty.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Band {
    /// How many.
    pub asked: u32,
    /// The certainty that was promised, on average.
    pub promised: f64,
    /// The share that was right.
    pub kept: f64,
}

/// Certainties beside what came of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reliability {
    /// The surest first.
    judged: Vec<Judged>,
}

/// What a gate lets through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// The certainty from which the desk assigns by itself.
    pub from: f32,
    /// How many it assigns.
    pub assigned: u32,
    /// How many of these are right.
    pub right: u32,
}

impl Reliability {
    /// Of these, in any order.
    pub fn of(mut judged: Vec<Judged>) -> Self {
        judged.sort_by(|left, right| right.certainty.total_cmp(&left.certainty).then(right.right.cmp(&left.right)));
        Self { judged }
    }

    /// How many there are.
    pub fn asked(&self) -> u32 {
        self.judged.len() as u32
    }

    /// Ten bands of certainty, from 0 to 10 % up to 90 to 100 %.
    pub fn bands(&self) -> [Band; 10] {
        let mut bands = [Band::default(); 10];
        for judged in &self.judged {
            let band = &mut bands[((judged.certainty * 10.0) as usize).min(9)];
            band.asked += 1;
            band.promised += f64::from(judged.certainty);
            band.kept += f64::from(u8::from(judged.right));
        }
        for band in bands.iter_mut().filter(|band| band.asked > 0) {
            band.promised /= f64::from(band.asked);
            band.kept /= f64::from(band.asked);
        }
        bands
    }

    /// How far promise and outcome lie apart, on average over the questions (expected calibration error), from 0 to 1.
    pub fn error(&self) -> f64 {
        let apart = |band: &Band| f64::from(band.asked) * (band.promised - band.kept).abs();
        self.bands().iter().map(apart).sum::<f64>() / f64::from(self.asked()).max(1.0)
    }

    /// What a gate at this certainty lets through.
    pub fn at(&self, from: f32) -> Gate {
        let through = self.judged.iter().take_while(|judged| judged.certainty >= from);
        let (assigned, right) =
            through.fold((0, 0), |(assigned, right), judged| (assigned + 1, right + u32::from(judged.right)));
        Gate { from, assigned, right }
    }

    /// The lowest gate behind which at most one in so many is wrong; none when even the surest are wrong more often.
    pub fn at_most_one_wrong_in(&self, many: u32) -> Option<Gate> {
        let mut gate = Gate { from: 1.0, assigned: 0, right: 0 };
        let mut best = None;
        for (at, judged) in self.judged.iter().enumerate() {
            gate.assigned += 1;
            gate.right += u32::from(judged.right);
            gate.from = judged.certainty;
            // Whoever is as sure goes through the same gate.
            let is_edge = self.judged.get(at + 1).is_none_or(|next| next.certainty < judged.certainty);
            if is_edge && (gate.assigned - gate.right) * many <= gate.assigned {
                best = Some(gate);
            }
        }
        best
    }
}
