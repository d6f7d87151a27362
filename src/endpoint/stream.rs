//! Bodies of answers: bytes, or events that are sent as they happen. A client that does not read holds nothing up
//! and fills no buffer: its events are looked up when its connection has room, and a connection that has none for
//! long is ended like any silent one.

use super::answer::{Content, Events};
use http_body_util::Full;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A client that heard nothing for so many ticks gets a comment, to show that the connection lives.
const HEARTBEAT: u64 = 40;

/// A line of server-sent events that says nothing.
const COMMENT: &[u8] = b":\n\n";

/// A clock that ticks, and those who wait for it.
#[derive(Default)]
pub(super) struct Clock {
    ticks: Cell<u64>,
    waiting: RefCell<Vec<Waker>>,
}

impl Clock {
    /// The number of ticks so far.
    pub(super) fn now(&self) -> u64 {
        self.ticks.get()
    }

    /// One more, which wakes everybody.
    pub(super) fn tick(&self) {
        self.ticks.set(self.now() + 1);
        self.waiting.take().into_iter().for_each(Waker::wake);
    }
}

/// The body of an answer.
pub(super) enum AnswerBody {
    Whole(Full<Bytes>),
    Events(EventBody),
}

/// A stream of events.
pub(super) struct EventBody {
    events: Box<dyn Events>,
    clock: Rc<Clock>,
    /// At which tick the connection had room last.
    heard: Rc<Cell<u64>>,
}

impl AnswerBody {
    /// The body of an answer on a connection.
    pub(super) fn new(content: Content, clock: &Rc<Clock>, heard: &Rc<Cell<u64>>) -> AnswerBody {
        match content {
            Content::Whole(bytes) => AnswerBody::Whole(Full::new(bytes)),
            Content::Events(events) => AnswerBody::Events(EventBody {
                events,
                clock: Rc::clone(clock),
                heard: Rc::clone(heard),
            }),
        }
    }
}

impl EventBody {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Bytes> {
        let now = self.clock.now();
        let comment = || (now - self.heard.get() >= HEARTBEAT).then(|| Bytes::from_static(COMMENT));
        match self.events.next(now).or_else(comment) {
            Some(bytes) => {
                self.heard.set(now);
                Poll::Ready(bytes)
            }
            None => {
                self.clock.waiting.borrow_mut().push(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            AnswerBody::Whole(bytes) => Pin::new(bytes).poll_frame(context),
            AnswerBody::Events(events) => {
                events.poll(context).map(|bytes| Some(Ok(Frame::data(bytes))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            AnswerBody::Whole(bytes) => bytes.is_end_stream(),
            AnswerBody::Events(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            AnswerBody::Whole(bytes) => bytes.size_hint(),
            AnswerBody::Events(_) => SizeHint::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Silence;

    impl Events for Silence {
        fn next(&mut self, _tick: u64) -> Option<Bytes> {
            None
        }
    }

    #[test]
    fn a_reader_with_room_is_heard_and_one_without_falls_silent() {
        let (clock, heard) = (Rc::new(Clock::default()), Rc::new(Cell::new(0)));
        let mut body = AnswerBody::new(Content::Events(Box::new(Silence)), &clock, &heard);
        let mut context = Context::from_waker(Waker::noop());
        let mut poll = || match Pin::new(&mut body).poll_frame(&mut context) {
            Poll::Ready(Some(Ok(frame))) => frame.into_data().ok(),
            _ => None,
        };
        assert_eq!((poll(), clock.waiting.borrow().len()), (None, 1));
        // As long as nobody asks, nobody is heard: the server ends the connection for its silence.
        (0..HEARTBEAT).for_each(|_| clock.tick());
        assert_eq!((heard.get(), clock.waiting.borrow().len()), (0, 0));
        assert_eq!(poll().as_deref(), Some(COMMENT));
        assert_eq!((heard.get(), poll()), (HEARTBEAT, None));
    }
}
