//! Where a request comes from.

use crate::Pages;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The caller's address, as far as it is known.
pub(crate) struct Address(pub IpAddr);

impl FromRequestParts<Pages> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let forwarded = pages
            .options
            .trust_forwarded_for
            .then(|| parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok().and_then(last_address))
            .flatten();
        // Without an address everybody shares one limit: safe, and noticed at once.
        Ok(Self(forwarded.or(peer).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}

/// Our own proxy adds the address it saw at the end; what stands before it may be made up.
fn last_address(list: &str) -> Option<IpAddr> {
    list.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_our_own_proxy_saw_counts() {
        assert_eq!(last_address("10.9.9.9, 192.0.2.7"), "192.0.2.7".parse().ok());
        assert_eq!(last_address("192.0.2.7, "), None);
    }
}
