//! Times in which nobody sends: what a server forgets, or loses, when it is idle.

use super::worker::Worker;
use crate::adapter::pipeline::Pipeline;
use crate::generate::rng::Rng;
use crate::generate::{Draw, row_after_quiet};
use std::time::Duration;

/// A quiet time lasts so long, and between two is so much.
const QUIET: Duration = Duration::from_millis(600);
const BETWEEN_QUIET: Duration = Duration::from_secs(12);
impl Worker<'_, '_> {
    /// Whether it is time for a quiet time: the first worker has them.
    pub(super) fn is_quiet_due(&self) -> bool {
        self.clock.is_some() && self.connection.0 == 0 && self.control.elapsed() >= self.next_quiet
    }

    /// Nobody sends for a while; then comes one row.
    pub(super) fn quiet_time(&mut self, pipeline: &mut Pipeline<'_>) -> Result<(), String> {
        self.next_quiet = self.control.elapsed() + BETWEEN_QUIET;
        let _turn = self.control.alone();
        self.control.wait(QUIET);
        let index = self.control.next_index();
        let rng = &mut Rng::new(self.control.plan.stream(), index);
        let now = self.now(rng);
        let steps = row_after_quiet(&mut Draw { rng, world: self.common.world, now });
        for step in steps.into_iter().rev() {
            self.script.push_front(step.builder);
        }
        self.in_a_quiet_time = true;
        let ran = pipeline.run(self);
        self.in_a_quiet_time = false;
        pipeline.hang_up();
        ran
    }
}
