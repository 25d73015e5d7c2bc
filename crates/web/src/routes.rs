//! Every page and every form, in one table that others can read too.

use crate::{
    Web, access, account, ask, assets, domains, experts, follow, inbox, learning, lexicon, log, organisation, people,
    promises, sign_in, statements, ticket, trends_page, triage,
};
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};

/// One route: a page to look at, or a form to send.
pub(crate) struct Route {
    method: &'static str,
    path: &'static str,
    handler: MethodRouter<Web>,
}

/// Method and path of every page and form.
pub fn routes() -> Vec<(&'static str, &'static str)> {
    table().into_iter().map(|route| (route.method, route.path)).collect()
}

pub(crate) fn router() -> Router<Web> {
    table().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.handler))
}

fn shows<H: Handler<T, Web>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: "GET", path, handler: get(handler) }
}

fn takes<H: Handler<T, Web>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: "POST", path, handler: post(handler) }
}

fn table() -> Vec<Route> {
    vec![
        shows("/", ask::form),
        takes("/", ask::submit),
        shows("/organisaties", ask::suggestions),
        takes("/onderwerpen", ask::proposals),
        shows("/volg", follow::lost),
        shows("/volg/{secret}", follow::page),
        takes("/volg/{secret}", follow::react),
        shows("/inloggen", sign_in::page),
        takes("/inloggen", sign_in::sign_in),
        shows("/inloggen/bij", sign_in::to_provider),
        shows("/inloggen/terug", sign_in::from_provider),
        takes("/uitloggen", sign_in::sign_out),
        shows("/wachtwoord", access::forgotten),
        takes("/wachtwoord", access::send),
        shows("/toegang/{secret}", access::page),
        takes("/toegang/{secret}", access::choose),
        shows("/account", account::page),
        takes("/account/overal-uit", account::sign_out_everywhere),
        shows("/organisatie", organisation::page),
        takes("/organisatie", organisation::send),
        shows("/organisatie/{secret}", organisation::open),
        takes("/organisatie/{secret}", organisation::list),
        shows("/domeinen", domains::page),
        takes("/domeinen", domains::confirm),
        takes("/domeinen/weg", domains::withdraw),
        shows("/mensen", people::list),
        takes("/mensen", people::add),
        shows("/mensen/{id}", people::page),
        takes("/mensen/{id}", people::change),
        takes("/mensen/{id}/uitnodigen", people::invite),
        shows("/logboek", log::page),
        shows("/logboek.csv", log::file),
        shows("/werkbak", inbox::page),
        shows("/vragen/{reference}", ticket::page),
        takes("/vragen/{reference}/antwoord", ticket::reply),
        takes("/vragen/{reference}/notitie", ticket::note),
        takes("/vragen/{reference}/toewijzen", ticket::assign),
        takes("/vragen/{reference}/onderwerpen", ticket::topics),
        takes("/vragen/{reference}/link", ticket::link),
        takes("/vragen/{reference}/brief", ticket::letter),
        takes("/vragen/{reference}/vraagsteller", ticket::contact),
        takes("/vragen/{reference}/verlengen", ticket::extend),
        takes("/vragen/{reference}/termijn", ticket::policy),
        takes("/vragen/{reference}/sluiten", ticket::close),
        takes("/vragen/{reference}/heropenen", ticket::reopen),
        shows("/verdelen", triage::page),
        shows("/deskundigen", experts::list),
        shows("/deskundigen/{id}", experts::page),
        takes("/deskundigen/{id}", experts::change),
        takes("/deskundigen/{id}/afwezigheid", experts::plan),
        takes("/deskundigen/{id}/terug", experts::back),
        takes("/deskundigen/{id}/belang", experts::withdraw),
        shows("/leren", learning::page),
        takes("/leren", learning::rules),
        takes("/leren/model", learning::model),
        shows("/woordenlijst", lexicon::page),
        takes("/woordenlijst", lexicon::add),
        takes("/woordenlijst/{id}/weg", lexicon::remove),
        shows("/termijnen", promises::page),
        takes("/termijnen", promises::change),
        shows("/cijfers", trends_page::page),
        shows("/toegankelijkheid", statements::accessibility),
        shows("/privacy", statements::privacy),
        shows("/.well-known/security.txt", statements::security),
        shows("/robots.txt", statements::robots),
        shows("/bestanden/{name}", assets::file),
    ]
}
