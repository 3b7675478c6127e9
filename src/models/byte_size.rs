//! Numbers of bytes as text.

const UNITS: [(char, u32); 4] = [('K', 10), ('M', 20), ('G', 30), ('T', 40)];

/// Reads `1048576`, `1024K`, `1M` or `1MiB`. The units are powers of 1,024.
pub fn parse_bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = text[digits.len()..].to_ascii_uppercase();
    let number: u64 = digits.trim_end().parse().ok()?;
    let shift = match unit.as_str() {
        "" | "B" => 0,
        unit => {
            let (_, shift) = UNITS.into_iter().find(|(letter, _)| unit.starts_with(*letter))?;
            matches!(&unit[1..], "" | "B" | "IB").then_some(shift)?
        }
    };
    number.checked_mul(1 << shift)
}

/// Writes `5 GiB`, `20 MiB` or `1000 bytes`, in the largest unit that is not larger than the number.
pub fn format_bytes(bytes: u64) -> String {
    match bytes {
        _ if bytes >> 30 > 0 => format!("{} GiB", bytes >> 30),
        _ if bytes >> 20 > 0 => format!("{} MiB", bytes >> 20),
        _ => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_with_and_without_units() {
        for (text, bytes) in [
            ("0", 0),
            ("1000", 1000),
            ("3B", 3),
            ("1K", 1 << 10),
            ("512M", 512 << 20),
            ("512 MiB", 512 << 20),
            ("5g", 5 << 30),
            ("2TB", 2 << 40),
        ] {
            assert_eq!(parse_bytes(text), Some(bytes), "{text}");
        }
        for wrong in ["", "G", "-1", "1.5G", "5X", "5GG", "5 G B", "99999999999T"] {
            assert_eq!(parse_bytes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn bytes_are_written_for_people() {
        assert_eq!([5 << 30, 20 << 20, 300_000].map(format_bytes), ["5 GiB", "20 MiB", "300000 bytes"]);
    }
}
