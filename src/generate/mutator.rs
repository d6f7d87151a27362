//! Cases for fuzzers: made from a tape of bytes, or out of another case, and always well-formed.

use super::document::GoalCase;
use super::{
    Draw, RequestBuilder, TenantSet, TestRequest, changed, fresh, fresh_goal, mutate_goal, mutated,
};
use crate::case::CaseId;
use crate::case::Site;
use crate::case::{demo_sites, demo_tenant};
use crate::generate::rng::Rng;
use crate::mistakes::CATALOGUE;
use jiff::Timestamp;

/// What a law needs to know of a goal beside the goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing.
    Goal,
    /// What the body says in its place.
    Changed,
    /// A mistake of its signer.
    Because,
}

impl GoalCase {
    /// A case that is drawn.
    pub fn draw(rng: &mut Rng<'_>, shape: Shape) -> GoalCase {
        let goal = fresh_goal(rng);
        let mut case = GoalCase { tenant: demo_tenant(), goal, changed: None, because: None };
        case.fill(shape, rng);
        case
    }

    /// Changes the case in one respect.
    pub fn mutate(&mut self, rng: &mut Rng<'_>, shape: Shape) {
        match rng.below(10) {
            0 => self.tenant.tenant_id = rng.pick(&["t", "\u{e9}", "T-1", ""]).into(),
            1..4 => self.fill(shape, rng),
            _ => {
                mutate_goal(&mut self.goal, rng);
                // What was changed after signing differs in little from what was signed.
                if let Some(changed) = &mut self.changed
                    && rng.percent(50)
                {
                    changed.clone_from(&self.goal);
                    mutate_goal(changed, rng);
                }
            }
        }
    }

    fn fill(&mut self, shape: Shape, rng: &mut Rng<'_>) {
        match shape {
            Shape::Goal => {}
            Shape::Changed => {
                self.changed = rng.percent(75).then(|| changed(&self.goal, rng));
            }
            Shape::Because => {
                let at = rng.below(CATALOGUE.len() as u64) as usize;
                self.because = Some(CATALOGUE[at].id.to_owned());
            }
        }
    }
}

impl TestRequest {
    /// A request that is drawn, for a tenant that is known to everybody.
    pub fn draw(rng: &mut Rng<'_>) -> Option<TestRequest> {
        let world = TenantSet::new(&demo_sites())?;
        let now = now(rng);
        let builder = fresh(&mut Draw { rng, world: &world, now });
        Some(builder.probe(&world, CaseId::Vector("drawn".into()), now))
    }

    /// The same with one thing changed; signed again, where it was signed.
    pub fn mutate(&self, rng: &mut Rng<'_>) -> Option<TestRequest> {
        let case = &self.case;
        let own = Site { domain: case.domain.clone(), tenant: case.tenant.clone() };
        let world = TenantSet::new(&[own])?;
        let now = if rng.percent(10) { now(rng) } else { case.now };
        let builder = RequestBuilder::of_probe(self, &world)?;
        let builder = mutated(&builder, &mut Draw { rng, world: &world, now });
        Some(builder.probe(&world, CaseId::Vector("drawn".into()), now))
    }
}

/// A moment on one of some three years' days.
fn now(rng: &mut Rng<'_>) -> Timestamp {
    let day = rng.below(1200) as i64;
    Timestamp::from_second(1_795_420_800 + day * 86_400).unwrap_or_default()
}

#[cfg(feature = "arbitrary")]
mod made_of_bytes {
    use super::{GoalCase, Rng, Shape, TestRequest};
    use arbitrary::{Arbitrary, Error, Result, Unstructured};

    /// With everything that any law asks for.
    impl<'a> Arbitrary<'a> for GoalCase {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let rng = &mut Rng::of_tape(u.bytes(u.len())?);
            let mut case = GoalCase::draw(rng, Shape::Changed);
            case.fill(Shape::Because, rng);
            Ok(case)
        }
    }

    impl<'a> Arbitrary<'a> for TestRequest {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            TestRequest::draw(&mut Rng::of_tape(u.bytes(u.len())?)).ok_or(Error::IncorrectFormat)
        }
    }
}
