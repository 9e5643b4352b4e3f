//! Deliveries: who was sent an edition, and what came of it.

use axum::{extract::State, http::HeaderMap, response::Response};

use super::{
    Problem,
    answer::{Page, page},
    asked::{Filter, Named, Wanted},
    cursor::{List, size},
    editions::find,
    holder::Holder,
    problem::Told,
    shape,
};
use crate::{
    api_key::Scope, delivery::DeliveryState, pipeline::Pipeline, subscriber::SubscriberId,
};

/// The ledger of an edition, in the order of the audience.
///
/// With `state`, a page may have fewer rows than `limit`, even none, and still a next one: so many rows of the ledger are
/// looked at for one page, and no more.
#[utoipa::path(
    get, path = "/api/v1/editions/{edition}/deliveries", tag = "deliveries", security(("key" = [])), params(
        ("edition" = String, Path, description = "Its number (47) or its id (e47)"), Filter<DeliveryState>,
        ("If-None-Match" = Option<String>, Header, description = "The ETag that is known")
    ),
    responses(
        (status = 200, description = "A page of the ledger", body = Page<shape::Delivery>,
            headers(("ETag" = String), ("Link" = String, description = "The next page, where there is one"))),
        (status = 304, description = "Nothing has changed"),
        (status = "default", description = "Refused", body = Told, content_type = "application/problem+json")
    )
)]
pub(super) async fn list(
    State(pipeline): State<Pipeline>,
    holder: Holder,
    Named(edition): Named<String>,
    Wanted(filter): Wanted<Filter<DeliveryState>>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    holder.needs(Scope::DeliveriesRead)?;
    let limit = size(filter.limit)?;
    let after = List::Deliveries.after(filter.after.as_deref())?;
    let after = SubscriberId(after.unwrap_or(i64::MIN));
    let edition = find(&pipeline, &edition).await?;
    let (rows, next) = pipeline
        .store
        .ledger_page(edition.id, after, filter.state, limit)
        .await?;
    let found = Page {
        items: rows.into_iter().map(shape::Delivery::from).collect(),
        next: next.map(|next| List::Deliveries.cursor(next.0)),
    };
    let query = [
        ("state", filter.state.map(|state| state.word().to_owned())),
        ("limit", filter.limit.map(|limit| limit.to_string())),
    ];
    let path = format!("api/v1/editions/{}/deliveries", edition.id);
    page(&pipeline, &asked, &path, &query, &found)
}
