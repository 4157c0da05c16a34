"""How news words what happened: idioms, passives, images that are none."""

from __future__ import annotations

import pytest
from test_triggers import codes

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "The garrison in Gao came under a barrage of gunfire, and four soldiers were killed.",
            "battle/armed_clash",
        ),
        (
            (
                "Two gunmen holed up in a house in Nalchik held off special forces before they were"
                " killed."
            ),
            "battle/armed_clash",
        ),
        (
            "Gunmen barricaded inside a hotel in Kandahar traded shots with commandos.",
            "battle/armed_clash",
        ),
        (
            "Three suspected rebels were killed in an encounter with police near Jagdalpur.",
            "battle/armed_clash",
        ),
        ("Rebels fell upon a column of troops near Goma, killing nine.", "battle/armed_clash"),
        (
            "Insurgents overran an army camp near Maiduguri, killing at least 30 soldiers.",
            "battle/armed_clash",
        ),
        (
            "Gunfire crackled through the night in Bangui as rival militias squared off.",
            "battle/armed_clash",
        ),
        ("Government troops beat off a rebel assault on Juba.", "battle/armed_clash"),
        ("A patrol was set upon by gunmen near Timbuktu and lost three men.", "battle/armed_clash"),
        (
            "A family of five was wiped out by gunmen in the village of Kaga near Bunia.",
            "civilian_violence/attack",
        ),
        (
            "The displacement camp at Bunia was raided by armed men, and 20 people were killed.",
            "civilian_violence/attack",
        ),
        (
            (
                "Officers sent to Elm Street in Dayton found two men lying in the road with gunshot"
                " wounds; one was dead."
            ),
            "civilian_violence/attack",
        ),
        ("A cattle raid near Bor left 24 people dead.", "civilian_violence/attack"),
        (
            "The opposition candidate survived an attempt on his life in Kabul.",
            "civilian_violence/attack",
        ),
        (
            "A 19-year-old died after being stabbed in the neck in Croydon.",
            "civilian_violence/attack",
        ),
        ("A priest had his throat slit in his church in Rouen.", "civilian_violence/attack"),
        (
            (
                "A car was driven into a crowd of shoppers in Graz, killing three; police called it"
                " a deliberate act."
            ),
            "civilian_violence/attack",
        ),
        (
            "Gunmen whisked away a German engineer from a building site in Kano.",
            "civilian_violence/abduction",
        ),
        (
            "Armed men carried off 40 schoolgirls from a boarding school near Zamfara.",
            "civilian_violence/abduction",
        ),
        ("A businessman was snatched from his car in Caracas.", "civilian_violence/abduction"),
        (
            (
                "A fishing crew went missing off Basilan after pirates boarded their boat and took"
                " them away."
            ),
            "civilian_violence/abduction",
        ),
        (
            "Two men forced a couple into their truck in Reno and drove off with them.",
            "civilian_violence/abduction",
        ),
        (
            (
                "A bus was commandeered by gunmen near Zahedan and its passengers were marched into"
                " the hills."
            ),
            "civilian_violence/abduction",
        ),
        ("A booby-trapped motorcycle tore through a crowd in Idlib.", "explosion/bombing"),
        (
            "A suicide attacker drove a truck into a police station in Lahore.",
            "explosion/suicide_bombing",
        ),
        ("A hospital in Kunduz was hit from the air.", "explosion/air_strike"),
        ("Rockets slammed into a bus depot in Donetsk, killing 13.", "explosion/shelling"),
        ("Sderot came under rocket fire.", "explosion/shelling"),
        (
            (
                "Hezbollah said its fighters hit surveillance equipment at a barracks near Metula"
                " with guided missiles."
            ),
            "explosion/shelling",
        ),
        (
            "A drone fired two missiles at a car in Miranshah, killing four.",
            "explosion/drone_strike",
        ),
        ("An unmanned aircraft struck a compound near Azaz.", "explosion/drone_strike"),
        (
            "The town of Azaz changed hands as rebels drove out the militants.",
            "battle/territory_taken",
        ),
        (
            "Spanish police swooped on a flat in Seville and picked up two suspected recruiters.",
            "strategic/arrest",
        ),
        ("Two suspects were taken in for questioning in Bristol.", "strategic/arrest"),
        ("A former general was led away in handcuffs from his home in Lima.", "strategic/arrest"),
        ("The fugitive was cornered in a hotel in Cancun and gave himself up.", "strategic/arrest"),
        ("Police hauled in 60 people after raids in Minsk.", "strategic/arrest"),
        (
            "A search of a farmhouse near Derry turned up two rifles and 300 rounds.",
            "strategic/seizure",
        ),
        ("Mutinous soldiers took over the state broadcaster in Conakry.", "strategic/seizure"),
        ("The authorities clamped a curfew on Srinagar.", "strategic/curfew"),
        (
            (
                "Residents of Kampala were told to stay indoors after dark as a curfew came into"
                " force."
            ),
            "strategic/curfew",
        ),
        ("Hundreds of extra police fanned out across Lagos.", "strategic/deployment"),
        ("Troops took to the streets of Harare.", "strategic/deployment"),
        ("Soldiers were posted at stations in Brussels.", "strategic/deployment"),
        ("A rebel commander laid down his arms in Kitchanga.", "strategic/other"),
        ("Thousands turned out in Tbilisi to demand new elections.", "protest/peaceful"),
        ("Bus drivers stayed off work in Dhaka in a dispute over fines.", "protest/peaceful"),
        (
            "Crowds poured into Tahrir Square in Cairo calling on the president to go.",
            "protest/peaceful",
        ),
        ("Barricades of tyres were burning in Limbe.", "protest/riot"),
        ("Security forces opened fire on demonstrators in Khartoum, killing five.", "protest/riot"),
        ("Angry residents set a police station on fire in Rustenburg.", "protest/riot"),
        ("Riot police charged demonstrators with batons in Athens.", "protest/riot"),
        ("Prisoners went on the rampage in a jail in Manaus.", "protest/riot"),
        ("His supporters fought running battles with police in Lahore.", "protest/riot"),
        (
            "Police fired on opponents of a gold mine in Bambamarca, killing one man.",
            "protest/riot",
        ),
        (
            (
                "Seven people died in fighting between farmers and police in Espinar over a copper"
                " mine."
            ),
            "protest/riot",
        ),
        (
            "Some 1,900 people arrived in Yei from villages along the road after fighting.",
            "displacement/flight",
        ),
        ("Fighting drove 20,000 people from Bunia.", "displacement/flight"),
        ("Villagers streamed out of Donetsk on foot.", "displacement/flight"),
        (
            "Thousands are sheltering in churches in Eldoret after being driven from their farms.",
            "displacement/flight",
        ),
        (
            "Thousands of people were moved to higher ground in Legazpi as lava flowed.",
            "displacement/evacuation",
        ),
        (
            "Residents of Paradise were told to leave as flames approached.",
            "displacement/evacuation",
        ),
        ("The last fighters and their families were bused out of Homs.", "displacement/evacuation"),
        ("Staff were pulled out of the embassy in Tripoli.", "displacement/evacuation"),
        ("Some 12,000 refugees went home to Mundri.", "displacement/return"),
        (
            "Officials reported the return of 8,000 people to Kodok last month.",
            "displacement/return",
        ),
        ("The Red Cross handed out tents in Balakot after the earthquake.", "aid/delivery"),
        ("Aid lorries were turned back at a checkpoint near Mekele.", "aid/blocked"),
        ("Soldiers kept an aid convoy from entering Daraya.", "aid/blocked"),
        (
            "The ground shook for 40 seconds in Concepcion, bringing down houses.",
            "hazard/earthquake",
        ),
        ("A swollen river swallowed 20 houses in Ilagan.", "hazard/flood"),
        ("Three people were swept away by a torrent in Petropolis.", "hazard/flood"),
        ("Streets in Jakarta were under a metre of water.", "hazard/flood"),
        ("Rising waters cut off the town of Rockhampton.", "hazard/flood"),
        ("Lightning killed five farmers in a field near Siliguri.", "hazard/storm"),
        ("Typhoon Nari slammed into Da Nang.", "hazard/storm"),
        ("Gusts tore the roofs off houses in Galway.", "hazard/storm"),
        ("Flames swept through a garment factory in Dhaka, killing 50.", "hazard/fire"),
        ("A house burned to the ground in Moncton.", "hazard/fire"),
        ("A slide near Pagudpud cut the coast road.", "hazard/other"),
        ("Homes in Pinukpuk were buried by slides.", "hazard/other"),
        ("Mount Merapi spewed ash over Yogyakarta.", "hazard/other"),
        ("Four skiers were swept away by an avalanche above Chamonix.", "hazard/other"),
        ("Drought has withered crops around Gode this year.", "hazard/drought"),
        ("Two trains ran into each other near Bari.", "accident/crash"),
        ("A helicopter made a forced landing in the sea off Aberdeen.", "accident/crash"),
        ("A footbridge fell into the river at Morbi.", "accident/collapse"),
        ("Forty people fell ill after eating tainted chicken in Hanoi.", "accident/other"),
    ],
)
def test_wording(nlp, text, code):
    assert code in codes(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        "Gusts of laughter tore through the theatre in Dublin.",
        "The defender cleared his lines as Arsenal held off Chelsea in London.",
        "Shares slid in Tokyo as a slide in oil prices hit energy firms.",
        "Senators in Washington pounced on the minister's remarks.",
        "The company was wiped out by debt in Lagos.",
        "The film, shot in Rome, opens.",
        "Thousands turned out in Cardiff to see the parade.",
        "Fans turned out in Buenos Aires to welcome the team home.",
        "Voters turned out in Accra to choose a president.",
        "The mayor brushed off a barrage of questions in Chicago.",
        "The bank was swept away by a wave of mergers in Frankfurt last year.",
        "The minister came under fire from critics in Ottawa.",
        "A tunnel under the river in Lyon will be closed for maintenance from Tuesday.",
        "The tenor brought the house down in Milan.",
        "Her car ran into trouble at Le Mans.",
        "A whale was washed up in Brittany.",
        "The team's bus took the players home from Madrid.",
        "The chief executive was picked up at the airport in Zurich by his driver.",
        "The audit of the council in Leeds turned up errors.",
        "Police in Leeds took part in a charity run.",
        "Lightning struck twice for the jackpot winner in Ohio.",
        "Nature lovers encounter wolves near Krakow.",
        "The governor was forced into a runoff in Lima.",
        "Miners and farmers met the minister in Johannesburg to discuss wages.",
        "Pupils in Oslo were taken on a tour of the museum.",
        "Tourists are taken by bus to the ruins near Merida every day.",
        "A Hurricane Center forecaster spoke in Miami.",
        "The museum in Delft put its cellar treasures on show.",
        "The hotel in Nice changed hands for 40 million euros.",
        "The chef slashed prices and cut his menu in Lyon.",
        "The return of 2,000 objects to Benin was discussed in Berlin.",
        "He fell on his sword in Canberra after losing the vote.",
        "Snow buried the headlines in Buffalo, a columnist wrote.",
        "The prince arrived in style at the ball in Vienna.",
        "Workers in Detroit push cars across the line every day.",
        "Flames of passion engulf the lovers in the opera staged in Verona.",
        "The ferry takes people from Dover to Calais in 90 minutes.",
        "The committee in Geneva was told to leave no stone unturned.",
        "Villagers pour out their grief in songs recorded near Split.",
        "The court in The Hague turned back an appeal.",
        "Diplomats were withdrawn from the list of guests in Paris.",
        "An aid worker blocked his number, a court in Oxford heard.",
        "Traders fell on hard times in Izmir.",
        "The ship was swept by security staff before the gala in Monaco.",
        "The roof of the stadium in Wimbledon was taken off for repair.",
        "Wind power brought down prices in Aberdeen last year.",
        "The ground shook with applause in Naples.",
        "Two tenors raised the roof in Oslo.",
        "A stray dog found in Perth was taken in by a family.",
        "The old bridge at Mostar fell into disrepair.",
        "Miners in Potosi drive trucks home from the mountain.",
    ],
)
def test_image(nlp, text):
    assert codes(nlp, text) == []
