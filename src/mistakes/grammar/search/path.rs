//! The steps to a message.

use crate::mistakes::grammar::label::Label;

/// The steps to a message, on the stack of the walk.
#[derive(Clone, Copy)]
pub(super) struct Path<'p> {
    pub(super) up: Option<&'p Path<'p>>,
    pub(super) step: Step<'p>,
}

#[derive(Clone, Copy)]
pub(super) enum Step<'p> {
    Start,
    Known(&'p Label),
    Scoped(&'p Label, &'static str),
    Made(&'p dyn Fn() -> Label),
}

impl<'p> Path<'p> {
    pub(super) const START: Path<'static> = Path { up: None, step: Step::Start };

    pub(super) fn then(&'p self, label: &'p Label) -> Path<'p> {
        Path { up: Some(self), step: Step::Known(label) }
    }

    pub(super) fn labels(&self) -> Vec<Label> {
        let mut labels = self.up.map(Path::labels).unwrap_or_default();
        labels.extend(match self.step {
            Step::Start => None,
            Step::Known(label) => Some(label.clone()),
            Step::Scoped(label, field) => {
                let title = format!("{} (in {field} only)", label.title);
                let mut scoped = Label { title: title.into(), ..label.clone() };
                scoped.reach = scoped.reach.saturating_add(1);
                Some(scoped)
            }
            Step::Made(make) => Some(make()),
        });
        labels
    }

    /// Whether a step was put together for this request.
    pub(super) fn is_made(&self) -> bool {
        matches!(self.step, Step::Made(_)) || self.up.is_some_and(Path::is_made)
    }

    pub(super) fn is_plain(&self) -> bool {
        matches!(self.step, Step::Start)
    }
}
