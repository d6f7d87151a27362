//! Signs a goal, and shows the signed bytes and the header.
//!
//!     cargo run --no-default-features --example sign_a_goal

use goalpost::{Goal, Secret, Signer};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // From the dashboard: Attribution Pixel, server-side signing. A real secret comes from the environment.
    let secret: Secret =
        "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4".parse()?;
    let signer = Signer::new("7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04", &secret);

    let goal = Goal::new("purchase")
        .session_id("s-1")
        .value(99.5)
        .currency("EUR")
        .plan("Équipe")
        .first_touch("ai_search", "2026-11-01T10:00:00.000Z");

    let mut canonical = Vec::new();
    let signature = signer.sign(&goal, &mut canonical)?;
    println!("canonical            {}", String::from_utf8_lossy(&canonical));
    println!("X-LP-Goal-Signature  {signature}");
    Ok(())
}
