//! Progress bars, one an implementation, on a terminal only.

use crate::run::Event;
use crate::wording::visible;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Bars for a run.
pub struct Progress {
    all: MultiProgress,
    bars: Vec<ProgressBar>,
}

impl Progress {
    /// Bars on stderr; nothing at all where it is no terminal or `shown` is false.
    pub fn new(names: &[&str], cases: u64, shown: bool) -> Progress {
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let all = MultiProgress::with_draw_target(target);
        let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        let template = "{prefix} [{bar:32}] {pos}/{len} {per_sec} {eta}";
        let style = ProgressStyle::with_template(template)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ");
        let bars = names
            .iter()
            .map(|name| {
                let bar = all.add(ProgressBar::new(cases));
                bar.set_style(style.clone());
                bar.set_prefix(format!("{:width$}", visible(name)));
                bar
            })
            .collect();
        Progress { all, bars }
    }

    /// Takes an event of the implementation at a place.
    pub fn hear(&self, at: usize, event: &Event<'_>) {
        let Some(bar) = self.bars.get(at) else { return };
        match event {
            Event::Started(_) | Event::Found { .. } => bar.tick(),
            Event::Judged { cases, .. } => bar.set_position(*cases),
            Event::Finished(_) => bar.finish_and_clear(),
        }
    }

    /// Takes the bars away, so that a report can be written.
    pub fn clear(&self) {
        // A terminal that cannot be cleared has nothing of ours on it.
        drop(self.all.clear());
    }
}
