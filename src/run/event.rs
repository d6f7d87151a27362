//! What happens while a run is under way. Terminal, report file and progress listen, each on its own.

use super::accumulator::Accumulator;
use super::plan::Implementation;
use super::report::ImplementationReport;
use crate::adapter::Hello;
use crate::judge::Finding;

/// Something that happened to one implementation.
#[derive(Clone, Copy)]
pub enum Event<'a> {
    /// Its adapter shook hands.
    Started(&'a Hello),
    /// Cases were judged.
    Judged {
        /// The number of cases so far.
        cases: u64,
        /// Makes the report of what is known so far; costs a copy of it.
        so_far: &'a dyn Fn() -> ImplementationReport,
    },
    /// Something was found that was not seen before.
    Found {
        /// The finding; `None` for a failed verify vector.
        finding: Option<&'a Finding>,
        /// The same as above.
        so_far: &'a dyn Fn() -> ImplementationReport,
    },
    /// It is done.
    Finished(&'a ImplementationReport),
}

/// Hears of events; the number is the implementation's place. Called from several threads.
pub type Listen<'a> = &'a (dyn Fn(usize, Event<'_>) + Sync);

/// The number of cases between two [`Event::Judged`].
const BEAT: u64 = 256;

/// Tells listeners what happens to one implementation.
pub(super) struct Pulse<'a> {
    pub(super) implementation: &'a Implementation,
    pub(super) hello: Option<Hello>,
    place: usize,
    listen: Listen<'a>,
    cases: u64,
}

impl<'a> Pulse<'a> {
    pub(super) fn new(
        place: usize,
        implementation: &'a Implementation,
        listen: Listen<'a>,
    ) -> Self {
        Pulse { implementation, hello: None, place, listen, cases: 0 }
    }

    pub(super) fn started(&mut self, hello: &Hello) {
        self.hello = Some(hello.clone());
        (self.listen)(self.place, Event::Started(hello));
    }

    /// One more case was judged.
    pub(super) fn judged(&mut self, accumulator: &mut Accumulator) {
        self.cases += 1;
        let news = accumulator.take_news();
        let Pulse { implementation, hello, place, listen, cases } = self;
        let so_far = || ImplementationReport::so_far(implementation, hello.as_ref(), accumulator);
        for kind in &news {
            let finding = kind.as_ref().and_then(|kind| accumulator.findings.get(kind));
            listen(*place, Event::Found { finding, so_far: &so_far });
        }
        if cases.is_multiple_of(BEAT) {
            listen(*place, Event::Judged { cases: *cases, so_far: &so_far });
        }
    }

    pub(super) fn finished(&self, report: &ImplementationReport) {
        (self.listen)(self.place, Event::Finished(report));
    }
}
