//! One part of many: `--shard I/N`.

/// Reads `I/N`.
pub(super) fn parse_shard(text: &str) -> Result<(u64, u64), String> {
    text.split_once('/')
        .and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)))
        .filter(|(part, of)| (1..=*of).contains(part))
        .ok_or_else(|| "invalid shard: use I/N with I from 1 to N, such as 2/4".to_owned())
}
