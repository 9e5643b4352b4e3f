//! What the store itself has to remember: the key that signs our links.

use super::{Store, StoreError};

impl Store {
    /// The key for tokens and suppression hashes: made at the first use, the same ever after.
    ///
    /// It stands beside the addresses it protects, so whoever reads the one has the other.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn secret(&self) -> Result<[u8; 32], StoreError> {
        let fresh: [u8; 32] = rand::random();
        sqlx::query(
            "insert into setting (key, value) values ('secret', $1) on conflict (key) do nothing",
        )
        .bind(hex(&fresh))
        .execute(&self.writer)
        .await?;
        let kept: String = sqlx::query_scalar("select value from setting where key = 'secret'")
            .fetch_one(&self.writer)
            .await?;
        unhex(&kept).ok_or_else(|| StoreError::damaged("its secret is not 32 bytes"))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let bytes: Option<Vec<u8>> = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect();
    bytes?.try_into().ok()
}
