//! What one process tells the others that share a PostgreSQL server: an RFQ changed, jobs are waiting.
//!
//! Nothing depends on a notice: who misses one looks at its next round. On SQLite there is one process, and nobody to tell.

#[cfg(feature = "postgres")]
use sqlx::postgres::PgListener;

#[cfg(feature = "postgres")]
use crate::database::Database;
use crate::database::values;
use crate::{Store, StoreError};

/// The channel of the server.
const CHANNEL: &str = "trusquin";

/// The word for waiting jobs.
const JOBS: &str = "jobs";

/// The word for a layout that a person taught.
const TAUGHT: &str = "taught";

/// One notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// An RFQ changed.
    Changed(i64),
    /// There are jobs in the queue.
    Jobs,
    /// A layout of title blocks was taught.
    Taught,
}

impl Notice {
    fn text(self) -> String {
        match self {
            Self::Changed(rfq) => rfq.to_string(),
            Self::Jobs => JOBS.to_owned(),
            Self::Taught => TAUGHT.to_owned(),
        }
    }

    #[cfg_attr(not(feature = "postgres"), allow(dead_code))]
    fn read(text: &str) -> Option<Self> {
        match text {
            JOBS => Some(Self::Jobs),
            TAUGHT => Some(Self::Taught),
            number => number.parse().ok().map(Self::Changed),
        }
    }
}

/// Notices of every process, our own included.
pub struct Notices {
    #[cfg(feature = "postgres")]
    listener: PgListener,
}

impl Notices {
    /// The next notice. The connection is made anew when it was lost; what was told meanwhile is missed.
    ///
    /// # Errors
    /// The server cannot be reached.
    #[cfg(feature = "postgres")]
    pub async fn next(&mut self) -> Result<Notice, StoreError> {
        loop {
            if let Some(notice) = Notice::read(self.listener.recv().await?.payload()) {
                return Ok(notice);
            }
        }
    }

    /// Without PostgreSQL there is nothing to hear.
    ///
    /// # Errors
    /// Never.
    #[cfg(not(feature = "postgres"))]
    pub async fn next(&mut self) -> Result<Notice, StoreError> {
        std::future::pending().await
    }
}

impl Store {
    /// Tells every process. Nobody is there to be told on SQLite.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn tell(&self, notice: Notice) -> Result<(), StoreError> {
        if self.is_shared() {
            self.database.run("SELECT pg_notify($1, $2)", values![CHANNEL, notice.text()]).await?;
        }
        Ok(())
    }

    /// Listens to every process; `None` on SQLite.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub async fn listen(&self) -> Result<Option<Notices>, StoreError> {
        #[cfg(feature = "postgres")]
        if let Database::Postgres(pool) = &self.database {
            let mut listener = PgListener::connect_with(pool).await?;
            listener.listen(CHANNEL).await?;
            return Ok(Some(Notices { listener }));
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_reads_as_it_was_told() {
        for notice in [Notice::Changed(12), Notice::Jobs, Notice::Taught] {
            assert_eq!(Notice::read(&notice.text()), Some(notice));
        }
        assert_eq!(Notice::read("something newer"), None);
    }
}
