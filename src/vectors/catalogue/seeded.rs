//! Seeded vectors: random combinations.

use super::builder::Builder;
use crate::generate::stream::{GOALS_PER_TENANT, Stream};
use crate::vectors::file::VectorFile;

/// The seed of the golden stream. Changing it would change every seeded vector.
const SEED: u64 = 2026;

/// Number of goals per tenant.
const GOALS: u64 = 240;
const TENANTS: u64 = 6;

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "sign_seeded.json",
        &["Goals made from a seed, for breadth: three in four are legal, one is anything."],
    );
    let stream = Stream { seed: SEED };
    for tenant in 0..TENANTS {
        let first = tenant * GOALS_PER_TENANT;
        b.group_of("a tenant made from the seed", stream.tenant(first));
        for index in first..first + GOALS / TENANTS {
            let goal = stream.goal(index);
            // Lone surrogates have a file of their own.
            if goal.has_lone_surrogate() {
                continue;
            }
            let non_finite = goal.has_non_finite();
            let flags = if non_finite { "Seeded NonFinite" } else { "Seeded" };
            let comment = if index % 4 == 3 { "anything" } else { "legal" };
            b.add(&format!("seeded/{SEED}/{index}"), comment, flags, "CAN-1 CAN-2 SIG-1", goal);
        }
    }
    b.file
}
