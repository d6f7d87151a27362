//! Goals that are sent to a process of its own, for as long as it may take.

use super::running::{Running, missing_feature};
use crate::adapter::{CaseFault, CommandLine, Outcome, Response, Session, Stop, Work};
use crate::case::Case;
use crate::learn::Answer;
use std::time::{Duration, Instant};

/// So long is waited for answers to a survey and fresh goals, all together.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);

/// The number of goals between two looks at the clock: as many of them are on their way as the adapter allows.
const AT_ONCE: usize = 256;

/// A process that is asked, and what it answered.
pub(super) struct Asking {
    session: Session,
    waited: Duration,
    stop: Option<Stop>,
    /// What came, in the order asked; what it declares to be unable to express is not in it.
    pub(super) answers: Vec<(Case, Answer)>,
}

impl Asking {
    /// Starts the process.
    pub(super) fn start(
        running: &Running<'_>,
        command: &CommandLine,
        timeout: Duration,
    ) -> Result<Asking, Stop> {
        let session = Session::start(command.clone(), timeout, running.cancel)?;
        Ok(Asking { session, waited: Duration::ZERO, stop: None, answers: Vec::new() })
    }

    /// What it answers to goals, in their order; nothing once it has stopped, or took too long.
    pub(super) fn ask(&mut self, cases: &[Case]) -> Vec<Answer> {
        let mut signed = Vec::with_capacity(cases.len());
        for some in cases.chunks(AT_ONCE) {
            let mut found = vec![Answer::Nothing; some.len()];
            let is_asked = |case: &Case| missing_feature(case, self.session.hello()).is_none();
            let places: Vec<usize> = (0..some.len()).filter(|at| is_asked(&some[*at])).collect();
            if self.stop.is_none() && !self.is_cut() {
                let sent = Instant::now();
                let mut next = places.iter();
                let mut jobs = places.iter().map(|at| Work::Single(some[*at].clone()));
                let ran = self.session.run(&mut jobs, &mut |response: Response<Case>| {
                    if let Some(at) = next.next() {
                        found[*at] = answer_of(response.answer);
                    }
                });
                self.stop = ran.err();
                self.waited += sent.elapsed();
                let answered = places.iter().map(|at| (some[*at].clone(), found[*at].clone()));
                self.answers.extend(answered);
            }
            signed.extend(found);
        }
        signed
    }

    /// Whether it took too long.
    pub(super) fn is_cut(&self) -> bool {
        self.waited > PATIENCE
    }

    /// Ends the process; what it answered, or why it stopped.
    pub(super) fn end(self) -> Result<Vec<(Case, Answer)>, Stop> {
        drop(self.session.end());
        self.stop.map_or(Ok(self.answers), Err)
    }
}

/// An outcome as far as learning goes.
pub(super) fn answer_of(answered: Result<Outcome, CaseFault>) -> Answer {
    match answered {
        Ok(Outcome::Signed { signature, canonical }) => Answer::Signed { signature, canonical },
        Ok(_) | Err(_) => Answer::Nothing,
    }
}
