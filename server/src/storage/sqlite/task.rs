//! Something to be written, and the one who waits for it.

use tokio::sync::oneshot;

use super::batch::Batch;
use crate::storage::StorageError;

/// A piece of a batch: first it is worked in, then, once the batch's fate is known, its asker is told.
pub(super) trait Task: Send {
    /// About how many bytes it writes.
    fn size(&self) -> usize;

    /// Works it into the batch. An error is the whole batch's.
    fn work(&mut self, batch: &mut Batch<'_>) -> Result<(), StorageError>;

    /// Tells the asker.
    fn settle(self: Box<Self>, committed: Result<(), &StorageError>);
}

/// Makes a task of a closure, and the place where its answer arrives.
pub(super) fn task<T, F>(
    size: usize,
    work: F,
) -> (Box<dyn Task>, oneshot::Receiver<Result<T, StorageError>>)
where
    T: Send + 'static,
    F: FnOnce(&mut Batch<'_>) -> Result<T, StorageError> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (
        Box::new(Work {
            size,
            work: Some(work),
            value: None,
            reply,
        }),
        answer,
    )
}

struct Work<T, F> {
    size: usize,
    work: Option<F>,
    value: Option<T>,
    reply: oneshot::Sender<Result<T, StorageError>>,
}

impl<T, F> Task for Work<T, F>
where
    T: Send,
    F: FnOnce(&mut Batch<'_>) -> Result<T, StorageError> + Send,
{
    fn size(&self) -> usize {
        self.size
    }

    fn work(&mut self, batch: &mut Batch<'_>) -> Result<(), StorageError> {
        if let Some(work) = self.work.take() {
            self.value = Some(work(batch)?);
        }
        Ok(())
    }

    fn settle(self: Box<Self>, committed: Result<(), &StorageError>) {
        let answer = match committed {
            Ok(()) => self.value.ok_or(StorageError::Closed),
            Err(error) => Err(error.clone()),
        };
        // An asker that has gone wants no answer.
        let _ = self.reply.send(answer);
    }
}
