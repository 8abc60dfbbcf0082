//! Dice that fall the same every time.

/// Numbers that look random and are not (xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that fall as `seed` says.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    /// A number below `limit`, small ones more often.
    pub(crate) fn small(&mut self, limit: usize) -> usize {
        let first = self.below(limit);
        first.min(self.below(limit))
    }
}
