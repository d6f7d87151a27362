//! Gates a signer written in Rust with the golden vectors, as its own test suite would.
//!
//!     cargo run --no-default-features --example gate_a_signer

use goalpost::{Goal, Tenant, vectors};

/// The signer under test. Here it is the reference; in an SDK, it is yours.
fn sign(tenant: &Tenant, goal: &Goal) -> Result<String, String> {
    let signer = tenant.signer().map_err(|error| error.to_string())?;
    let signature = signer.sign(goal, &mut Vec::new()).map_err(|error| error.to_string())?;
    Ok(signature.to_string())
}

fn main() {
    let checked = vectors::check(sign);
    println!("{checked}");
    // In a #[test]: assert!(checked.failures.is_empty(), "{checked}");
    std::process::exit(i32::from(!checked.failures.is_empty()));
}
