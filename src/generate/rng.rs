//! The generator behind seeded goals, and behind everything that is drawn.

/// SplitMix64 (Steele, Lea and Flood, 2014). Ours because seeds are for ever: a library's generator
/// or its way of drawing from a range may change with a version, and every seeded vector with it.
///
/// A *tape* of bytes is drawn from first, where there is one: so a fuzzer's bytes decide what is made.
#[derive(Clone, Debug)]
pub struct Rng<'t> {
    state: u64,
    tape: &'t [u8],
}

impl Rng<'static> {
    /// The generator of case `index` under `seed`; neighbours are unrelated.
    pub fn new(seed: u64, index: u64) -> Rng<'static> {
        let state = seed ^ index.wrapping_mul(0xD134_2543_DE82_EF95);
        let mut rng = Rng { state, tape: &[] };
        rng.any();
        rng
    }
}

impl<'t> Rng<'t> {
    /// A generator that draws from a tape, then from what the tape comes to.
    pub fn of_tape(tape: &'t [u8]) -> Rng<'t> {
        let state = tape.iter().fold(0, |hash: u64, byte| hash.rotate_left(7) ^ u64::from(*byte));
        Rng { state, tape }
    }

    /// Any number.
    pub fn any(&mut self) -> u64 {
        if let Some((word, rest)) = self.tape.split_first_chunk() {
            self.tape = rest;
            return u64::from_le_bytes(*word);
        }
        self.tape = &[];
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound` - 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.any()) * u128::from(bound)) >> 64) as u64
    }

    /// True so many times out of a hundred.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of the choices.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tape_is_drawn_first_and_does_not_end_the_stream() {
        let tape = [7, 0, 0, 0, 0, 0, 0, 0, 9];
        let mut rng = Rng::of_tape(&tape);
        assert_eq!(rng.any(), 7);
        assert_ne!(rng.any(), rng.any());
    }

    #[test]
    fn the_stream_never_changes() {
        let mut rng = Rng::new(1, 0);
        let drawn = [rng.any(), rng.any(), rng.below(100)];
        assert_eq!(drawn, [13757245211066428519, 17911839290282890590, 44]);
    }
}
