"""Words around and inside people's names, and words with a capital that are no name."""

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES: Final = _set(
    """
    mr mrs ms miss mx dr prof professor sir madam madame mme mlle monsieur herr frau fräulein señor
    señora señorita sr sra srta don doña signor signora signore sig dott senhor senhora pan pani
    pán paní mevrouw meneer dhr mevr hr fru lady lord rev reverend fr father sister brother captain
    capt sgt lt col gen judge justice hon dame imam rabbi sheikh uncle aunt grandma grandpa
    """
)
"""Before a name, with a capital; a dot may follow."""

PARTICLES: Final = _set(
    "van von der den de del della di da do dos das du la le los las el al bin ibn ben bint ten ter "
    "zu zur af av á ó ní mac mc st san y e i ter 't vande vander o"
)
"""Small words between the parts of a name."""

SUFFIXES: Final = _set("jr sr ii iii iv md phd dds esq cpa dvm rn msc bsc mba")
"""After a name."""

NEVER: Final = _set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december christmas easter thanksgiving ramadan
    i i'm i’m i've i'd i'll a an the this that these those my your his her our their its it he she
    we you they and or but if so no not yes ok okay hi hello hey dear good morning afternoon evening
    thanks thank thx please sorry regards best kind sincerely cheers yours faithfully cordially
    who what when where why how which can could would will shall should may might must do does did
    have has had is are was were be been am as at by for from in into of off on onto out over to up
    with without about after again all also any because before being both each few more most other
    some such than then there here very just only own same too let lets let's got get give given
    order orders item items product products invoice ticket account customer service support team
    sales agent assistant manager director department office company bank card credit debit gift
    email mail phone mobile cell fax tel telephone address name names date number code id password
    user username shop store website site web page app delivery shipping return refund payment
    price total amount discount coupon subscription policy terms conditions privacy notice update
    street road avenue lane drive court place square boulevard terrace highway apartment apt suite
    unit flat floor box building house north south east west northern southern eastern western city
    town county state country republic kingdom states united new old great saint st mount lake
    university college school hospital museum park garden library church hotel restaurant cafe bar
    airport station center centre institute foundation society association committee council
    government ministry police court army navy force international national federal royal
    inc ltd llc gmbh corp co company group partners holdings bros sons associates solutions systems
    technologies technology services industries enterprises limited plc sa ag bv nv oy ab as orchestra
    band club records studio studios media news times post journal magazine bank insurance airlines
    english german french spanish italian dutch danish swedish norwegian finnish polish czech
    russian chinese japanese korean american british canadian australian mexican brazilian indian
    irish scottish welsh european asian african turkish greek portuguese hungarian romanian swiss
    austrian belgian christian muslim jewish hindu buddhist catholic
    apple google amazon microsoft samsung sony nike adidas facebook instagram twitter netflix paypal
    visa mastercard amex iphone ipad macbook galaxy pixel android windows xbox playstation nintendo
    bluetooth wifi usb hdmi led lcd ssd ram gb tb mb kg cm mm oz ml xl xxl pro max mini plus ultra
    black white red blue green yellow orange purple pink brown grey gray silver gold beige navy
    small medium large big little extra first second third last next one two three four five six
    seven eight nine ten hundred thousand million
    mr mrs ms dr prof sir sincerely re fw fwd cc bcc ps nb eg ie etc vs tbd asap faq pdf url http
    bot agent user system human customer client guest member admin operator representative
    note info details information personal contact home work desk subject message question issue
    problem help request confirm confirmed cancel change exchange track tracking status available
    great sure fine perfect awesome excellent right correct actually unfortunately however
    perhaps maybe well still never always now today tomorrow yesterday later soon
    research analytics data lines capital health finance financial market markets trading logistics
    shipping software systems labs lab digital mobile energy power motors auto foods travel tours
    insurance realty estate properties legal law firm consulting advisors ventures investments
    ich soy bist bin suis flight flights
    everyone everybody anyone someone nobody folks guys all friend friends madam sirs madam/sir
    """  # noqa: E501
)
"""No part of a name, however it is written; in small letters."""

FIRMS: Final = _set(
    """
    inc ltd llc gmbh corp corporation co company group partners holdings bros sons associates
    solutions systems technologies technology services industries enterprises limited plc sa ag bv
    nv oy ab orchestra band club records studio studios media news times post journal magazine bank
    insurance airlines research analytics data lines capital health finance financial markets
    trading logistics shipping software labs energy motors foods travel tours realty properties law
    legal firm consulting advisors ventures investments university college school hospital museum
    park garden library church hotel restaurant cafe bar airport station center centre institute
    foundation society association committee council street road avenue lane drive court place
    square boulevard terrace highway store shop
    """
)
"""After a name: it is that of a firm, a house or a street."""

PLACES: Final = _set(
    """
    london paris berlin madrid rome lisbon vienna dublin brussels amsterdam copenhagen stockholm
    oslo helsinki warsaw prague budapest athens istanbul moscow kyiv tokyo osaka seoul beijing
    shanghai delhi mumbai sydney melbourne perth brisbane auckland toronto vancouver montreal
    houston dallas austin denver boston chicago phoenix atlanta seattle miami detroit memphis
    orlando columbus charlotte raleigh jackson madison lincoln trenton cleveland nashville
    milwaukee tampa sacramento portland oakland brooklyn manhattan queens bronx washington
    york jersey hampshire mexico carolina dakota virginia georgia florida texas california nevada
    arizona montana alabama alaska hawaii idaho illinois indiana iowa kansas kentucky louisiana
    maine maryland massachusetts michigan minnesota mississippi missouri nebraska ohio oklahoma
    oregon pennsylvania tennessee utah vermont wisconsin wyoming diego francisco angeles antonio
    jose vegas orleans paso worth santiago lima bogota caracas havana rio paulo janeiro
    florence milan naples turin venice verona geneva zurich basel bern lyon nice marseille toulouse
    cologne munich hamburg frankfurt stuttgart bristol chester chelsea lancaster kent devon essex
    america europe asia africa australia india china japan korea israel ireland england scotland
    wales britain france germany italy spain portugal netherlands holland belgium switzerland
    austria denmark sweden norway finland iceland poland hungary romania bulgaria greece cyprus
    turkey russia ukraine egypt kenya nigeria jordan lebanon iran iraq pakistan brazil argentina
    chile peru colombia cuba canada estonia latvia lithuania tunisia morocco asia
    olympia salem salvador santa san los las eden florence victoria adelaide alexandria
    """
)
"""Towns and countries that are also names: alone they are no person."""

BRANDED: Final = _set(
    """
    alexa siri claude gemini cortana watson einstein mercedes tesla ford chase wells fargo macy
    levi lacoste dior chanel armani prada gucci versace zara porsche chevrolet cadillac lincoln
    harley davidson kellogg heinz nestle ikea billy malm philips siemens bosch dyson braun jbl
    bose canon nikon casper olive basil rosemary saffron ginger sage cherry pepper candy almond
    amber ruby pearl diamond opal jade crystal jewel coral ivory hazel iris lily rose violet daisy
    poppy heather willow fern laurel autumn summer winter spring dawn star sky skye river stone
    sunny sol luna stella nova vega orion apollo phoenix aurora angel faith hope joy grace charity
    felicity patience prudence mercy destiny miracle liberty justice chance trinity harmony melody
    bill will mark grant frank rob bob jack john guy rich dean chip drew skip buck art pat sue
    jean miles victor max rex duke earl king prince baron major marshal judge bishop pope abbot
    mason carter cooper parker walker hunter fisher porter sawyer taylor tyler baker page paige
    piper harper drake robin jay kit wolf lane clay cliff dale glen heath ridge brook forest cole
    lance blade colt gunner archer gene dot dash penny carol robin merry christian roman royal loyal
    constant sincere noble true unique precious lucky golden silver may april june august january
    sunday tuesday summer joe van ray don sal son said ally ever star echo alpha beta delta eta
    omega sigma case sub tab line link index page ada java ruby perl julia scala crystal kotlin
    charter master chi bent add carry less lot edit male unknown joke reason per server doctor aud
    valid odd trace owe worth tui til till among mart sys minor captain fed metro press sad tiny
    lawyer lies ties wage wing wood brain doll lady doc easter early lemon canyon columbia captain
    author cap fares general harm queen pleasant santa sierra sister arch fleet gauge greet hoy hung
    ana branch come dev dock iban made ran run side terra wash asks back bail bare begin bills bite
    block carrier cases clear close comment cools dam deep forget fresh glasses guard handler held
    holder lie list lower oss pages parent parts poll put reader real renders ring room rust sans
    stack story suits topic tea fairy yoga select less bora withdraw fee outside saved placed
    something fair loan mama papa dad mom mum boss ceo accountant buddy bro dude honey baby babe
    beverly hills schwab bauer kick man marine marvel mile nada pier roar toy tommy alibaba levi wendy denny bella cielo cora
    mai mayo
    """  # noqa: E501
)
"""First names that are also words, brands or products: alone, without an introduction, no person."""  # noqa: E501

LAST_ENDS: Final = (
    *("ová", "sson", "dóttir", "dottir", "ssen", "sen", "ski", "ska", "cki", "cka", "ić", "vić"),
    *("ovic", "evic", "wicz", "czyk", "escu", "eanu", "nen", "shvili", "dze", "yan", "ian", "oğlu"),
    *("oglu", "ova", "eva", "ov", "ev", "in", "ina", "enko", "chuk", "ez", "es", "son", "mann"),
    *("stein", "berg", "feld", "bauer", "meier", "meyer", "huber", "opoulos", "idis", "akis"),
    *("ström", "strøm", "gren", "kvist", "qvist", "lund", "gaard", "gård", "stra", "sma", "inga"),
    *("aitė", "ienė", "auskas", "iņš", "iņa", "ák", "ík", "ek", "ýr", "ý", "á", "ó", "í"),
)
"""Ends of family names in the languages that have such."""
