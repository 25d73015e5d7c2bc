use crate::given::{day, write};
use domain::{
    Confidence, Layout, LayoutKey, Membership, Municipality, MunicipalityCode, Period, Place, Region, RegionRef,
};
use store::{geography, versions};
use testkit::database::on_both;

fn municipality(code: &str) -> Municipality {
    Municipality {
        code: MunicipalityCode(code.to_owned()),
        name: format!("Gemeente {code}"),
        aliases: vec!["Den Haag".to_owned(), "'s-Gravenhage".to_owned()],
        valid: Period { from: day("2000-01-01"), to: Some(day("2029-12-31")) },
        successor: Some(MunicipalityCode("GM9999".to_owned())),
    }
}

fn layout(label: &str) -> Layout {
    Layout { key: LayoutKey("zorgkantoorregio".to_owned()), label: label.to_owned(), weight: 80 }
}

fn region(code: &str, name: &str, from: &str) -> Region {
    Region {
        region: RegionRef::new("zorgkantoorregio", code),
        name: name.to_owned(),
        confidence: Confidence::Medium,
        valid: Period::since(day(from)),
    }
}

fn member(code: &str, region: &str, from: &str) -> Membership {
    Membership {
        municipality: MunicipalityCode(code.to_owned()),
        region: RegionRef::new("zorgkantoorregio", region),
        is_primary: true,
        confidence: Confidence::High,
        source: "CBS".to_owned(),
        valid: Period::since(day(from)),
    }
}

#[tokio::test]
async fn municipalities_are_read_as_saved_even_a_thousand_and_more() {
    on_both(async |store| {
        assert!(geography::is_empty(store).await.unwrap());
        let all: Vec<Municipality> = (0..1_100).map(|number| municipality(&format!("GM{number:04}"))).collect();
        for _ in 0..2 {
            write(store, async |tx| geography::save_municipalities(tx, &all).await.unwrap()).await;
        }
        let known = geography::load(store).await.unwrap();
        assert_eq!(known.municipalities.into_values().collect::<Vec<_>>(), all);
        assert_eq!(versions::current(store).await.unwrap().reference, 2);
    })
    .await;
}

#[tokio::test]
async fn a_new_layout_holds_from_its_day_and_the_old_one_until_the_day_before() {
    on_both(async |store| {
        let codes = [municipality("GM0001"), municipality("GM0002")];
        write(store, async |tx| {
            geography::save_municipalities(tx, &codes).await.unwrap();
            let regions = [region("A", "Oud A", "2020-01-01"), region("B", "Oud B", "2020-01-01")];
            let members = [member("GM0001", "A", "2020-01-01"), member("GM0002", "B", "2020-01-01")];
            geography::replace_layout(tx, &layout("Oud"), &regions, &members, day("2020-01-01")).await.unwrap();
            // A plan that is overtaken by the one below before its day comes.
            let plan = [region("X", "Plan", "2028-01-01")];
            let planned = [member("GM0001", "X", "2028-01-01")];
            geography::replace_layout(tx, &layout("Plan"), &plan, &planned, day("2028-01-01")).await.unwrap();
            let regions = [region("A", "Nieuw A", "2027-01-01")];
            let members = [member("GM0001", "A", "2027-01-01"), member("GM0002", "A", "2027-01-01")];
            geography::replace_layout(tx, &layout("Nieuw"), &regions, &members, day("2027-01-01")).await.unwrap();
        })
        .await;
        assert!(!geography::is_empty(store).await.unwrap());
        let known = geography::load(store).await.unwrap();
        assert_eq!(known.layouts[&layout("").key], layout("Nieuw"));
        assert_eq!(known.region_name(&RegionRef::new("zorgkantoorregio", "A")), "Nieuw A");
        let regions =
            |code: &str, on| known.regions_of(&Place::Municipality(MunicipalityCode(code.to_owned())), day(on));
        let expected = |code| vec![(RegionRef::new("zorgkantoorregio", code), Confidence::High)];
        assert_eq!(regions("GM0002", "2026-12-31"), expected("B"));
        assert_eq!(regions("GM0002", "2027-01-01"), expected("A"));
        assert_eq!(regions("GM0001", "2028-06-01"), expected("A"), "the plan was dropped");
    })
    .await;
}
