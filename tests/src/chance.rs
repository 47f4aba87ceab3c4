//! Numbers that look like chance, and are the same in each run.

/// xorshift64*, from a seed that is not 0.
#[derive(Debug)]
pub struct Chance(pub u64);

impl Chance {
    /// A number below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).expect("31 bits") % n
    }
}
