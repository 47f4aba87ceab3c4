//! A ZIP of a few files, in memory. The same files give the same bytes: all of them have the first moment that ZIP knows.

/// How hard it is tried to make the files small, of 10. A debug build is large, and nobody hands it out.
const EFFORT: u8 = if cfg!(debug_assertions) { 1 } else { 9 };

/// The first day of 1980, in the upper half; the lower half is midnight.
const MOMENT: u32 = 0x0021_0000;

/// Needs what ZIP 2.0 has, which is deflate.
const NEEDS: u16 = 20;
/// Was made under Unix, whose modes the files have.
const MADE_BY: u16 = 0x0300 | NEEDS;
/// Names are UTF-8.
const UTF_8: u16 = 1 << 11;
const DEFLATE: u16 = 8;
/// A plain file, beside its mode.
const PLAIN: u32 = 0o100_000;

/// A file of an archive.
pub(super) struct Entry<'a> {
    pub(super) name: String,
    pub(super) bytes: &'a [u8],
    /// Whether it may be executed.
    pub(super) runs: bool,
}

/// The archive. Nothing where it would be 4 GiB or more, which takes another format.
pub(super) fn archive(entries: &[Entry<'_>]) -> Option<Vec<u8>> {
    let (mut all, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let packed = miniz_oxide::deflate::compress_to_vec(entry.bytes, EFFORT);
        let start = u32::try_from(all.len()).ok()?;
        let mut facts = Vec::new();
        put16(&mut facts, &[NEEDS, UTF_8, DEFLATE]);
        put32(&mut facts, &[MOMENT, crc(entry.bytes), size(&packed)?, size(entry.bytes)?]);
        put16(&mut facts, &[u16::try_from(entry.name.len()).ok()?, 0]);
        all.extend_from_slice(b"PK\x03\x04");
        all.extend_from_slice(&facts);
        all.extend_from_slice(entry.name.as_bytes());
        all.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02");
        put16(&mut directory, &[MADE_BY]);
        directory.extend_from_slice(&facts);
        put16(&mut directory, &[0, 0, 0]);
        let mode = PLAIN | if entry.runs { 0o755 } else { 0o644 };
        put32(&mut directory, &[mode << 16, start]);
        directory.extend_from_slice(entry.name.as_bytes());
    }
    let (start, count) = (size(&all)?, u16::try_from(entries.len()).ok()?);
    let length = size(&directory)?;
    all.append(&mut directory);
    all.extend_from_slice(b"PK\x05\x06");
    put16(&mut all, &[0, 0, count, count]);
    put32(&mut all, &[length, start]);
    put16(&mut all, &[0]);
    Some(all)
}

fn size(bytes: &[u8]) -> Option<u32> {
    u32::try_from(bytes.len()).ok()
}

fn put16(to: &mut Vec<u8>, numbers: &[u16]) {
    to.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn put32(to: &mut Vec<u8>, numbers: &[u32]) {
    to.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

/// The checksum of ZIP.
fn crc(bytes: &[u8]) -> u32 {
    let table: [u32; 256] = std::array::from_fn(|at| {
        let at = u32::try_from(at).unwrap_or_default();
        (0..8).fold(at, |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    });
    !bytes.iter().fold(!0, |crc, byte| table[usize::from(crc.to_le_bytes()[0] ^ byte)] ^ (crc >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_zip() {
        assert_eq!(crc(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc(b""), 0);
    }

    #[test]
    fn the_same_files_are_the_same_bytes() {
        let entries = || [Entry { name: "a/b".into(), bytes: b"aaaaaaaaaaaaaaaaaaaaaaaaaaaa", runs: true }];
        assert_eq!(archive(&entries()), archive(&entries()));
    }
}
