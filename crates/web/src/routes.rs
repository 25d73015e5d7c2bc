//! Every page and every form (router, endpoints), in one table that others can read too.

use crate::state::{Options, Web};
use crate::{
    access, account, answers, ask, ask_places, ask_shared, assets, domains, done, download, error, error_page, experts,
    extract, figures, follow, house, in_frame, inbox, keeping, kept, learning, lexicon, loads, log, log_file, lost,
    managing, organisation, organisations, people, promises, sender, sign_in, statements, suggest, text_blocks, ticket,
    triage,
};
use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware;
use axum::routing::{MethodRouter, get, post};

/// One route: a page to look at, or a form to send.
pub(crate) struct Route {
    method: &'static str,
    path: &'static str,
    handler: MethodRouter<Web>,
    door: Door,
}

/// What a request by this route is to somebody without a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    /// A page like others.
    Ordinary,
    /// An attempt to come in, or to have a letter sent that lets somebody in: counted before anything of it is looked at.
    Attempt,
}

impl Route {
    /// Every request by it is an attempt to come in.
    fn counted(self) -> Self {
        Self { door: Door::Attempt, ..self }
    }
}

/// Method and path of every page and form.
pub fn routes() -> Vec<(&'static str, &'static str)> {
    table().into_iter().map(|route| (route.method, route.path)).collect()
}

/// Every page.
pub fn router(app: App, options: Options) -> Router {
    let web = Web { app, options, pages: pages().into(), attempts: attempts().into() };
    let router = table().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.handler));
    router
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::not_so)
        .layer(middleware::from_fn_with_state(web.clone(), in_frame::around))
        .layer(middleware::from_fn_with_state(web.clone(), done::around))
        .layer(middleware::from_fn_with_state(web.clone(), kept::around))
        .layer(middleware::from_fn_with_state(web.clone(), sender::sign_ins))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(web.clone(), extract::bounded))
        .layer(middleware::from_fn(error_page::keep_typed))
        .layer(middleware::from_fn_with_state(web.clone(), house::around))
        .with_state(web)
}

/// Method and path of everything that is an attempt to come in.
fn attempts() -> Vec<(&'static str, &'static str)> {
    let counted = table().into_iter().filter(|route| route.door == Door::Attempt);
    counted.map(|route| (route.method, route.path)).collect()
}

/// The address of every page to look at.
pub(crate) fn pages() -> Vec<&'static str> {
    routes().into_iter().filter(|(method, _)| *method == "GET").map(|(_, path)| path).collect()
}

fn shows<H: Handler<T, Web>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: "GET", path, handler: get(handler), door: Door::Ordinary }
}

fn takes<H: Handler<T, Web>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: "POST", path, handler: post(handler), door: Door::Ordinary }
}

fn table() -> Vec<Route> {
    vec![
        shows("/", ask::form),
        takes("/", ask::submit),
        shows("/concept/{secret}", ask_shared::page),
        shows("/organisaties", suggest::suggestions),
        takes("/onderwerpen", suggest::proposals),
        shows("/plaatsen", ask_places::suggestions),
        takes("/plaatsen/voorstel", ask_places::proposal),
        shows("/volg", lost::page),
        takes("/volg", lost::send).counted(),
        shows("/volg/{secret}", follow::page),
        takes("/volg/{secret}", follow::react),
        takes("/volg/{secret}/geholpen", follow::judge),
        shows("/volg/{secret}/bestand/{id}", download::for_asker),
        shows("/inloggen", sign_in::page),
        takes("/inloggen", sign_in::sign_in).counted(),
        shows("/inloggen/bij", sign_in::to_provider).counted(),
        shows("/inloggen/terug", sign_in::from_provider),
        takes("/uitloggen", sign_in::sign_out),
        shows("/wachtwoord", access::forgotten),
        takes("/wachtwoord", access::send).counted(),
        shows("/toegang/{secret}", access::page),
        takes("/toegang/{secret}", access::choose).counted(),
        shows("/account", account::page),
        takes("/account/brieven", account::choose_letters),
        takes("/account/overal-uit", account::sign_out_everywhere),
        shows("/organisatie", organisation::page),
        takes("/organisatie", organisation::send).counted(),
        shows("/organisatie/{secret}", organisation::list),
        shows("/organisatie/{secret}/{reference}", organisation::question),
        shows("/organisaties/beheer", organisations::list),
        shows("/organisaties/beheer/{id}", organisations::page),
        takes("/organisaties/beheer/{id}", organisations::rename),
        takes("/organisaties/beheer/{id}/bevestigen", organisations::confirm),
        takes("/organisaties/beheer/{id}/samenvoegen", organisations::merge),
        shows("/domeinen", domains::page),
        takes("/domeinen", domains::confirm),
        takes("/domeinen/weg", domains::withdraw),
        shows("/mensen", people::list),
        takes("/mensen", people::add),
        shows("/mensen/{id}", people::page),
        takes("/mensen/{id}", people::change),
        takes("/mensen/{id}/uitnodigen", people::invite),
        shows("/beheer", managing::index::page),
        shows("/beheer/post", managing::mail::list),
        takes("/beheer/post/{id}/vraag", managing::mail::accept),
        takes("/beheer/post/{id}/weg", managing::mail::leave),
        shows("/beheer/post/{id}/nieuw", managing::mail_question::page),
        takes("/beheer/post/{id}/nieuw", managing::mail_question::ask),
        shows("/beheer/brieven", managing::letters::list),
        takes("/beheer/brieven/opnieuw", managing::letters::send_all_again),
        shows("/beheer/brieven/{id}", managing::letters::page),
        takes("/beheer/brieven/{id}/opnieuw", managing::letters::send_again),
        takes("/beheer/brieven/{id}/opgeven", managing::letters::give_up),
        shows("/beheer/onderwerpen", managing::topics::list),
        takes("/beheer/onderwerpen", managing::topics::add),
        shows("/beheer/onderwerpen/{id}", managing::topics::page),
        takes("/beheer/onderwerpen/{id}", managing::topics::word),
        takes("/beheer/onderwerpen/{id}/einde", managing::topics::end),
        shows("/beheer/regios", managing::regions::page),
        takes("/beheer/regios", managing::regions::import),
        shows("/beheer/huisstijl", managing::house::page),
        takes("/beheer/huisstijl", managing::house::change),
        shows("/beheer/bewaren", keeping::page),
        takes("/beheer/bewaren/vasthouden", keeping::hold),
        takes("/beheer/bewaren/loslaten", keeping::lift),
        takes("/beheer/bewaren/wissen", keeping::erase),
        takes("/beheer/bewaren/intrekken", keeping::withdraw),
        takes("/beheer/bewaren/inzage", keeping::access),
        shows("/beheer/soorten", managing::kinds::page),
        takes("/beheer/soorten", managing::kinds::change),
        shows("/beheer/instellingen", managing::settings::page),
        shows("/logboek", log::page),
        shows("/logboek.csv", log_file::file),
        shows("/werkbak", inbox::page),
        shows("/werkbak/nieuws", inbox::news),
        shows("/beantwoord", inbox::answered),
        takes("/werkbak/weergaven", inbox::keep),
        takes("/werkbak/weergaven/{id}/weg", inbox::forget),
        shows("/vragen/{reference}", ticket::page::page),
        shows("/vragen/{reference}/bestand/{id}", download::for_staff),
        shows("/vragen/{reference}/brieven", ticket::letters_sent::page),
        takes("/vragen/{reference}/antwoord", ticket::forms::reply),
        takes("/vragen/{reference}/tekstblok", ticket::blocks::insert),
        takes("/vragen/{reference}/gepubliceerd", ticket::blocks::insert_answer),
        takes("/vragen/{reference}/notitie", ticket::forms::note),
        takes("/vragen/{reference}/meedenken", ticket::colleagues::ask),
        takes("/vragen/{reference}/meedenken/weg", ticket::colleagues::leave),
        shows("/vragen/{reference}/open", ticket::colleagues::open_besides),
        takes("/collegas", ticket::colleagues::find),
        takes("/vragen/{reference}/toewijzen", ticket::forms::assign),
        takes("/vragen/{reference}/onderwerpen", ticket::forms::topics),
        takes("/vragen/{reference}/herkomst", ticket::forms::origin),
        takes("/vragen/{reference}/link", ticket::forms::link),
        takes("/vragen/{reference}/brief", ticket::forms::letter),
        takes("/vragen/{reference}/post", ticket::forms::mail),
        takes("/vragen/{reference}/vraagsteller", ticket::forms::contact),
        takes("/vragen/{reference}/verlengen", ticket::forms::extend),
        takes("/vragen/{reference}/termijn", ticket::forms::policy),
        takes("/vragen/{reference}/sluiten", ticket::forms::close),
        takes("/vragen/{reference}/doorverwijzen", ticket::forms::refer),
        takes("/vragen/{reference}/dubbel", ticket::forms::merge),
        takes("/vragen/{reference}/splitsen", ticket::forms::split),
        takes("/vragen/{reference}/heropenen", ticket::forms::reopen),
        shows("/verdelen", triage::page),
        shows("/bezetting", loads::board::page),
        shows("/bezetting/{id}", loads::hand::page),
        takes("/bezetting/{id}", loads::reassign::send),
        shows("/deskundigen", experts::list::list),
        shows("/deskundigen/{id}", experts::page::page),
        takes("/deskundigen/{id}", experts::forms::change),
        takes("/deskundigen/{id}/afwezigheid", experts::forms::plan),
        takes("/deskundigen/{id}/terug", experts::forms::back),
        takes("/deskundigen/{id}/belang", experts::forms::withdraw),
        shows("/leren", learning::page),
        takes("/leren", learning::rules),
        takes("/leren/model", learning::model),
        shows("/woordenlijst", lexicon::page),
        takes("/woordenlijst", lexicon::add),
        takes("/woordenlijst/{id}/weg", lexicon::remove),
        shows("/tekstblokken", text_blocks::page),
        takes("/tekstblokken", text_blocks::keep),
        takes("/tekstblokken/zoek", text_blocks::find),
        takes("/tekstblokken/{id}/weg", text_blocks::remove),
        shows("/antwoorden", answers::public::list),
        shows("/antwoorden/feed.atom", answers::public::feed),
        takes("/antwoorden/passend", answers::fitting::while_typing),
        takes("/antwoorden/geopend", answers::fitting::opened),
        takes("/antwoorden/hielp", answers::fitting::helped),
        shows("/antwoorden/beheer", answers::desk::list),
        takes("/antwoorden/beheer", answers::desk::begin),
        shows("/antwoorden/beheer/{id}", answers::writing::page),
        takes("/antwoorden/beheer/{id}", answers::writing::write),
        takes("/antwoorden/beheer/{id}/lezen", answers::writing::read_along),
        takes("/antwoorden/beheer/{id}/herzien", answers::writing::revise),
        takes("/antwoorden/beheer/{id}/intrekken", answers::writing::withdraw),
        takes("/antwoorden/beheer/{id}/weg", answers::writing::remove),
        shows("/antwoorden/{key}", answers::public::page),
        takes("/vragen/{reference}/publicatie", answers::desk::begin_of),
        shows("/termijnen", promises::page::page),
        takes("/termijnen", promises::page::change),
        shows("/cijfers", figures::page::page),
        shows("/cijfers/dekking", figures::gaps::page),
        shows("/cijfers/stijging/{topic}", figures::rise::page),
        takes("/cijfers/stijging/{topic}", figures::rise::note),
        shows("/cijfers/vragen", figures::questions::page),
        shows("/cijfers/tabel.csv", figures::files::csv),
        shows("/cijfers/tabel.xlsx", figures::files::xlsx),
        shows("/cijfers/verslag", figures::period_page::page),
        shows("/cijfers/verslag.pdf", figures::period_page::pdf),
        shows("/toegankelijkheid", statements::accessibility),
        shows("/privacy", statements::privacy),
        shows("/.well-known/security.txt", statements::security),
        shows("/robots.txt", statements::robots),
        shows("/bestanden/{name}", assets::file),
    ]
}
