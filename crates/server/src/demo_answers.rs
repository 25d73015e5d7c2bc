//! The answers that the demo desk published on its first day, through the verbs of everybody: one expert writes, another one
//! reads along.

use anyhow::{Context, ensure};
use app::{AnswerDraft, App, Caller};
use demo::{DemoAnswer, DemoPerson};
use domain::{Actor, AnswerSource, Origin, PersonId, Role};

/// Publishes all of them.
pub(crate) async fn publish(app: &App, people: &[DemoPerson]) -> anyhow::Result<()> {
    let experts: Vec<&DemoPerson> = people.iter().filter(|person| person.expert.is_some()).collect();
    ensure!(experts.len() > 1, "nobody could read along");
    for (number, answer) in demo::answers().iter().enumerate() {
        let knows = |person: &&&DemoPerson| {
            let expert = person.expert.as_ref();
            expert.is_some_and(|expert| expert.expertise.iter().any(|one| answer.themes.contains(&one.topic.0)))
        };
        let writer = experts.iter().find(knows).map_or(experts[number % experts.len()].id, |person| person.id);
        let others: Vec<PersonId> = experts.iter().map(|person| person.id).filter(|id| *id != writer).collect();
        publish_one(app, answer, writer, others[number % others.len()])
            .await
            .with_context(|| format!("the answer {} cannot be published", answer.key))?;
    }
    Ok(())
}

async fn publish_one(app: &App, answer: &DemoAnswer, writer: PersonId, reader: PersonId) -> anyhow::Result<()> {
    let (writer, reader) = (expert(writer), expert(reader));
    let id = app.make_answer(&writer, None).await?;
    let seen = app.read_answer(&writer, id).await?.seen();
    app.offer_answer(&writer, seen, &draft(answer)).await?;
    let seen = app.read_answer(&reader, id).await?.seen();
    app.publish_answer(&reader, seen).await?;
    Ok(())
}

fn draft(answer: &DemoAnswer) -> AnswerDraft {
    let source = |source: &AnswerSource| match &source.url {
        Some(url) => format!("{} {url}", source.title),
        None => source.title.clone(),
    };
    AnswerDraft {
        question: answer.question.clone(),
        body: answer.body(),
        sources: answer.sources.iter().map(source).collect::<Vec<_>>().join("\n"),
        themes: answer.themes.clone(),
        groups: answer.groups.clone(),
        keywords: answer.keywords.join(", "),
        region: answer.region.clone().unwrap_or_default(),
        valid_until: answer.valid_until.clone().unwrap_or_default(),
        key: answer.key.clone(),
        related: answer.related.join("\n"),
        looked_at: false,
    }
}

fn expert(id: PersonId) -> Caller {
    Caller::new(Actor::Staff { id, roles: vec![Role::Expert] }, Origin::Web)
}

#[cfg(test)]
mod tests {
    use super::publish;
    use app::Caller;
    use domain::{Actor, Origin, amsterdam_day};
    use testkit::desks;

    #[tokio::test]
    async fn every_answer_of_the_demo_is_published_at_its_own_address() {
        for desk in desks().await {
            let people = demo::people(amsterdam_day(desk.app.now()));
            let experts: Vec<_> = people.iter().filter_map(|person| person.expert.clone()).collect();
            let persons: Vec<_> = people.iter().map(|person| person.person.clone()).collect();
            app::install_people(&desk.store, &persons, &experts, desk.app.now()).await.expect("installed");
            desk.app.refresh().await.expect("read");
            publish(&desk.app, &people).await.expect("published");
            let nobody = Caller::new(Actor::Anonymous, Origin::Web);
            let all = desk.app.list_published(&nobody, None).await.expect("a list");
            assert_eq!(all.len(), demo::answers().len());
            for answer in demo::answers() {
                let read = desk.app.read_published(&nobody, &answer.key).await.expect("at its own address");
                assert_eq!(read.text.question, answer.question);
                let found = desk.app.find_published(&nobody, &answer.question, 5).await.expect("found");
                assert!(found.iter().any(|found| found.answer.key == answer.key), "{}", answer.key);
            }
        }
    }
}
