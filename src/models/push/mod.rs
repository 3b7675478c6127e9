//! Devices that get push messages, and what is still to be sent to them.
//!
//! There is no queue of messages. Each device has the time `notified_until`, and the likes, comments and so on after it are
//! still to be sent. So likes do not become slower, a process that stops loses nothing, and what is undone meanwhile is not
//! sent.

mod lease;
mod subscription;

pub use lease::LeasedDevice;
pub use subscription::{NewPushSubscription, PushSubscription, PushSubscriptionDict};
