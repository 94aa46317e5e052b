"""What sentences of real reports state: each line is a sentence and the figures a careful reader takes from it."""

from __future__ import annotations

import pytest

from tests.reports.prose_builders import COUNTY, expected, figures, said

# sentence => field=value, ~ about, + at least. From bureaus, year 2017.
BUREAU_2017 = r"""
2017年，我局共收到依申请公开12件，已全部按时办结。 => requests.received=12
全年共受理政府信息公开申请8件，其中网上申请5件，信函申请2件，当面申请1件。 => requests.received=8 requests.received.online=5 requests.received.letter=2 requests.received.in_person=1
2017年度共收到公民、法人和其他组织提出的政府信息公开申请23件。 => requests.received=23
本年度我局收到3件政府信息公开申请，均已按期答复。 => requests.received=3
2017年我局共接到政府信息公开申请15宗，按时办结15宗。 => requests.received=15 requests.closed.on_time=15
收到申请5件，其中同意公开3件，不予公开1件，信息不存在1件。 => requests.received=5 requests.outcome.granted=3 requests.outcome.refused=1 requests.outcome.not_exist=1
政府信息公开申请数量为4件，全部为网络申请。 => requests.received=4 requests.received.online=4
2017年，我局共收到公民依申请公开事项六件，办结六件。 => requests.received=6 requests.closed=6
全年收到政府信息公开申请二十一件。 => requests.received=21
本局2017年度共收到政府信息公开申请1件，为信函方式提出。 => requests.received=1
2017年，我局共收到信息公开申请30件，已答复28件，结转下年度办理2件。 => requests.received=30 requests.answered=28 requests.carried_out=2
2017年，全局共受理依申请公开信息7条，其中：当面申请2条，传真申请0条，网络申请4条，信函申请1条。 => requests.received=7 requests.received.in_person=2 requests.received.fax=0 requests.received.online=4 requests.received.letter=1
共收到政府信息公开申请11件，较上年增加3件。 => requests.received=11
收到政府信息公开申请18件，同比增长20%。 => requests.received=18
与2016年的9件相比，2017年共收到政府信息公开申请14件。 => requests.received=14
2016年收到申请9件，2017年收到申请14件。 => requests.received=14
我局全年受理政府信息公开申请共计36件，其中通过互联网提交申请30件，通过信函提交申请6件。 => requests.received=36 requests.received.online=30 requests.received.letter=6
在受理的申请中，属于已主动公开范围5件，同意公开4件，同意部分公开1件，不同意公开2件。 => requests.outcome.already_public=5 requests.outcome.granted=4 requests.outcome.partly_granted=1 requests.outcome.refused=2
申请答复数为10件，其中不属于本行政机关公开3件，申请信息不存在2件，告知作出更改补充1件，告知通过其他途径办理4件。 => requests.answered=10 requests.outcome.not_this_agency=3 requests.outcome.not_exist=2 requests.outcome.amendment_asked=1 requests.outcome.redirected=4
依申请公开答复10件，其中涉及商业秘密1件，涉及个人隐私2件。 => requests.outcome.refused.trade_secret=1 requests.outcome.refused.privacy=2
2017年我局办结依申请公开申请9件，其中延期办结1件。 => requests.closed=9 requests.closed.extended=1
我局通过电子邮件收到申请2件，通过传真收到申请1件。 => requests.received.email=2 requests.received.fax=1
申请人以信函方式提出申请3件，以当面方式提出申请2件。 => requests.received.letter=3 requests.received.in_person=2
全年未收到政府信息公开申请。 => requests.received=0
2017年，我局未收到公民、法人或其他组织提出的政府信息公开申请。 => requests.received=0
本年度没有收到依申请公开事项。 => requests.received=0
我局2017年没有收到任何政府信息公开申请。 => requests.received=0
2017年度，本机关未接到公开政府信息的申请。 => requests.received=0
2017年共收到政府信息公开申请0件。 => requests.received=0
全年依申请公开受理数为零，未收到政府信息公开申请。 => requests.received=0
全年没有发生行政复议和行政诉讼。 => review.total=0 litigation.total=0
2017年，我局未发生因政府信息公开引起的行政复议、行政诉讼。 => review.total=0 litigation.total=0
未发生针对本机关有关政府信息公开事务的行政复议案、行政诉讼案和有关的申诉案。 => review.total=0 litigation.total=0
我局没有因政府信息公开申请行政复议、提起行政诉讼的情况。 => review.total=0 litigation.total=0
本年度无因政府信息公开引发的行政复议、行政诉讼案件。 => review.total=0 litigation.total=0
2017年，我局政府信息公开工作没有被申请行政复议，没有被提起行政诉讼。 => review.total=0 litigation.total=0
政府信息公开行政复议0件，行政诉讼0件。 => review.total=0 litigation.total=0
因政府信息公开引发的行政复议、行政诉讼均为0件。 => review.total=0 litigation.total=0
涉及政府信息公开的行政复议和行政诉讼各1件。 => review.total=1 litigation.total=1
2017年因政府信息公开被申请行政复议2件，其中维持1件，被纠错1件。 => review.total=2 review.upheld=1 review.corrected=1
发生政府信息公开行政诉讼3起，其中维持2起，其他情形1起。 => litigation.total=3 litigation.upheld=2 litigation.other=1
2017年发生1起因政府信息公开引起的行政复议。 => review.total=1
政府信息公开未发生行政复议、行政诉讼和举报投诉。 => review.total=0 litigation.total=0 complaints.total=0
针对政府信息公开的举报投诉0件，未发生行政复议。 => complaints.total=0 review.total=0
有关政府信息公开的举报投诉案件2件。 => complaints.total=2
2017年，我局主动公开政府信息947条。 => disclosure.total=947
全年共主动公开政府信息1，204条。 => disclosure.total=1204
2017年主动公开政府信息数为356条。 => disclosure.total=356
我局通过门户网站、政务微博、政务微信等渠道主动公开政府信息2300余条。 => disclosure.total=2300+
全年主动公开各类政府信息近500条。 => disclosure.total=500~
我局在门户网站主动公开政府信息620条。 => disclosure.website=620
2017年通过局门户网站发布信息1035条，通过政务微信发布信息210条，通过政务微博发布信息118条。 => disclosure.website=1035 disclosure.wechat=210 disclosure.weibo=118
通过政府网站公开政府信息300条，政务微博公开政府信息120条，政务微信公开政府信息80条。 => disclosure.website=300 disclosure.weibo=120 disclosure.wechat=80
政务微博发布信息460条，政务微信发布信息190条。 => disclosure.weibo=460 disclosure.wechat=190
“清河水务”微信公众号全年推送信息256条。 => disclosure.wechat=256
官方微博共发布微博321条。 => disclosure.weibo=321
微信公众号编发文章88篇。 => disclosure.wechat=88
全年在局官方网站共发布各类信息786条。 => disclosure.website=786
2017年我局网站更新信息412条。 => disclosure.website=412
其他方式公开政府信息56条。 => disclosure.other_channels=56
全年主动公开规范性文件6件。 => disclosure.normative_documents=6
制发规范性文件3件，全部向社会公开。 => disclosure.normative_documents_made=3
全年主动公开政府信息150条，其中规范性文件4件。 => disclosure.total=150 disclosure.normative_documents=4
通过政府网站主动公开信息120条，含规范性文件2件。 => disclosure.website=120 disclosure.normative_documents=2
全年召开新闻发布会3次。 => response.press_conferences=3
举办新闻发布会2场，在线访谈4次，发布政策解读稿件15篇。 => response.press_conferences=2 response.online_interviews=4 response.explanations=15
参加在线访谈2期。 => response.online_interviews=2
全年发布政策解读信息31条。 => response.explanations=31
共发布政策解读9篇。 => response.explanations=9
全年回应公众关注热点或重大舆情5次。 => response.hot_topics=5
回应社会关切的热点问题12个。 => response.hot_topics=12
主要负责同志参加新闻发布会1次。 => response.press_conferences_led=1
微博微信回应事件6次。 => response.social_media=6
我局设立政府信息公开专门机构1个。 => organisation.units=1
设置政府信息公开查阅点2个，从事政府信息公开工作人员3人，其中专职人员1人，兼职人员2人。 => organisation.reading_points=2 organisation.staff=3 organisation.staff_full_time=1 organisation.staff_part_time=2
现有4名工作人员从事政府信息公开工作。 => organisation.staff=4
配备1名政府信息公开专职工作人员和2名政府信息公开兼职工作人员。 => organisation.staff_full_time=1 organisation.staff_part_time=2
政府信息公开工作专项经费5万元。 => organisation.budget=5
召开政府信息公开工作会议3次，举办政府信息公开培训班2期，接受培训人员86人次。 => training.meetings=3 training.classes=2 training.participants=86
全年举办政务公开业务培训2次，培训人员120人次。 => training.classes=2 training.participants=120
组织召开政务公开工作推进会2次。 => training.meetings=2
2017年，我局依申请提供政府信息未收取任何费用。 => requests.fees=0
本年度政府信息公开申请没有收取检索、复制、邮寄等费用。 => requests.fees=0
我局信息公开为全部免费。 => requests.fees=0
2017年共收取依申请公开信息费用320元。 => requests.fees=0.032
依申请公开收取费用0元。 => requests.fees=0
依申请公开信息收取的费用为0万元。 => requests.fees=0
2017年，市水务局收到依申请公开4件。 => requests.received=4
2017年，我局全年一共收到 3 件\n政府信息公开申请，均已办理。 => requests.received=3
2017年我局共收到政府信息公开申请\n12 件，其中通过网络提交的申请有 9\n件。 => requests.received=12 requests.received.online=9
2017年，共收到政府信息公开申请１３件。 => requests.received=13
2017年共受理、答复政府信息公开申请6件。 => requests.received=6 requests.answered=6
全年收到并办结政府信息公开申请9件。 => requests.received=9 requests.closed=9
共收到政府信息公开申请4件，均为信函申请。 => requests.received=4 requests.received.letter=4
2017年，我局共受理政府信息公开申请1432件，比上年增长12%。申请方式上，网络申请1100件，占76.8%；信函申请300件，占20.9%；当面申请32件，占2.3%。 => requests.received=1432 requests.received.online=1100 requests.received.letter=300 requests.received.in_person=32
2017年1月1日至12月31日，我局共受理政府信息公开申请12件。 => requests.received=12
受理信息公开申请7件，其中：网络5件，信函1件，当面1件。 => requests.received=7 requests.received.online=5 requests.received.letter=1 requests.received.in_person=1
申请方式为：网上提交申请4件、现场提交申请1件。 => requests.received.online=4 requests.received.in_person=1
我局主动公开信息1102条，其中通过政府网站公开1002条，通过政务微信公开100条。 => disclosure.total=1102 disclosure.website=1002 disclosure.wechat=100
2017年没有政府信息公开行政复议和行政诉讼案件发生。 => review.total=0 litigation.total=0
未有因信息公开而产生行政复议、行政诉讼等情况。 => review.total=0 litigation.total=0
我局未因政府信息公开被申请行政复议或被提起行政诉讼。 => review.total=0 litigation.total=0
没有出现公民、法人或其他组织因政府信息公开工作提起行政复议、行政诉讼的情况。 => review.total=0 litigation.total=0
2017年，我局未收到政府信息公开申请、行政复议、行政诉讼和举报投诉。 => requests.received=0 review.total=0 litigation.total=0 complaints.total=0
2017年度我局未向申请人收取任何费用。 => requests.fees=0
2017年主动公开政府信息总量达12345条。 => disclosure.total=12345
收到公开申请5件，已办理完毕5件。 => requests.received=5 requests.closed=5
"""

# From bureaus, year 2021 and after.
BUREAU_2021 = r"""
2021年，我局新收政府信息公开申请16件，上年结转2件，办结17件，结转下年度继续办理1件。 => requests.received=16 requests.carried_in=2 requests.closed=17 requests.carried_out=1
2021年，本机关共收到政府信息公开申请27件，其中自然人申请25件，法人或其他组织申请2件。 => requests.received=27
2020年结转3件，2021年新收申请20件，结转至2022年办理1件。 => requests.carried_in=3 requests.received=20 requests.carried_out=1
办理结果为：予以公开10件，部分公开2件，不予公开3件，无法提供4件，不予处理1件，其他处理2件，均涉及政府信息公开申请。 => requests.outcome.granted=10 requests.outcome.partly_granted=2 requests.outcome.refused=3 requests.outcome.other=2
在办结的申请中，予以公开6件，本机关不掌握相关政府信息3件，没有现成信息需要另行制作1件，补正后申请内容仍不明确1件。 => requests.outcome.granted=6 requests.outcome.unable.not_held=3 requests.outcome.unable.needs_creation=1 requests.outcome.unable.unclear=1
依申请公开不予公开的4件中，属于三类内部事务信息1件，属于四类过程性信息1件，属于行政执法案卷1件，属于行政查询事项1件。 => requests.outcome.refused=4 requests.outcome.refused.internal_affairs=1 requests.outcome.refused.procedural=1 requests.outcome.refused.enforcement_file=1 requests.outcome.refused.administrative_query=1
申请中信访举报投诉类申请2件，重复申请1件。 => requests.outcome.unprocessed.petition=2 requests.outcome.unprocessed.repeated=1
政府信息公开申请逾期未补正1件，作其他处理。 => requests.outcome.other.correction_overdue=1
2021年收到申请9件，其中3件予以公开，2件部分公开，4件不予公开。 => requests.received=9 requests.outcome.granted=3 requests.outcome.partly_granted=2 requests.outcome.refused=4
收到政府信息公开申请5件，1件结转下年度办理。 => requests.received=5 requests.carried_out=1
2021年度，我局收取政府信息公开信息处理费0元。 => requests.fees=0
2021年未收取政府信息公开信息处理费。 => requests.fees=0
本年度无收取信息处理费的情况。 => requests.fees=0
本年度未发生信息处理费收费情况。 => requests.fees=0
2021年，我局依申请公开政府信息收取信息处理费1260元。 => requests.fees=0.126
按照《政府信息公开信息处理费管理办法》规定，2021年收取信息处理费1.2万元。 => requests.fees=1.2
2021年，信息处理费收取情况为零。 => requests.fees=0
2021年，共收到政府信息公开行政复议案件2件，其中结果维持1件，尚未审结1件。 => review.total=2 review.upheld=1 review.pending=1
2021年，我局因政府信息公开被提起行政诉讼1件。 => litigation.total=1
全年无因政府信息公开工作引发的行政复议和诉讼。 => review.total=0 litigation.total=0
2021年全年未发生政府信息公开行政复议、行政诉讼情况。 => review.total=0 litigation.total=0
有1件涉及政府信息公开的行政复议，未被纠错。 => review.total=1 review.corrected=0
没有上年结转的政府信息公开申请，全年新收申请3件。 => requests.carried_in=0 requests.received=3
2021年，门户网站发布信息2304条，其中政务信息1120条。 => disclosure.website=1120
2021年在“清河水务”政务微博发布信息513条。 => disclosure.weibo=513
2021年，局门户网站公开政府信息1286条，“清河水务”微信公众号发布信息732篇。 => disclosure.website=1286 disclosure.wechat=732
全年发布政策解读材料12份。 => response.explanations=12
2021年我局主动公开行政规范性文件8件。 => disclosure.normative_documents=8
2021年，我局公开规章2部。 => regulations.published=2
2021年度，我局共主动公开政府信息约3000条。 => disclosure.total=3000~
全年通过政府网站公开政府信息超过500条。 => disclosure.website=500+
2021年，我局共举办政务公开培训会4场，参训人员300余人次。 => training.classes=4 training.participants=300+
全年收到政府信息公开申请一百二十件。 => requests.received=120
共收到政府信息公开申请42件，办结率100%，按时办结42件。 => requests.received=42 requests.closed.on_time=42
全年收到政府信息公开申请10件（其中网络申请7件、信函申请3件），办结10件。 => requests.received=10 requests.received.online=7 requests.received.letter=3 requests.closed=10
2021年收到政府信息公开申请6件，均为网上申请。 => requests.received=6 requests.received.online=6
办理结果中，“予以公开”10件，“部分公开”2件，“不予公开”3件，共涉及申请15件。 => requests.outcome.granted=10 requests.outcome.partly_granted=2 requests.outcome.refused=3
全年作出予以公开决定12件，不予公开决定2件，均为依申请公开。 => requests.outcome.granted=12 requests.outcome.refused=2
2021年收取信息处理费共计3笔，金额1,350元。 => requests.fees=0.135
共发出收费通知2件，实际收取500元，均为信息处理费。 => requests.fees=0.05
2021年，我局新收申请11件，较2020年的9件增加2件，办结11件，均为政府信息公开申请。 => requests.received=11 requests.closed=11
在2021年收到的政府信息公开申请中，有3件涉及国家秘密，1件属于行政查询事项。 => requests.outcome.refused.state_secret=3 requests.outcome.refused.administrative_query=1
全年公开政府信息4021条，政务新媒体发布信息980条。 => disclosure.total=4021
2021年，未发生收取信息处理费的情况。 => requests.fees=0
"""

# From governments of areas, year 2021.
AREA_2021 = r"""
2021年，全县共收到政府信息公开申请208件，其中县政府收到52件。 => requests.received=208
全县各级行政机关主动公开政府信息1.8万余条。 => disclosure.total=18000+
2021年，全县主动公开政府信息35671条，其中县政府门户网站公开政府信息8210条。 => disclosure.total=35671 disclosure.website=8210
我县全年受理政府信息公开申请96件，予以公开50件。 => requests.received=96 requests.outcome.granted=50
2021年，县政府共收到政府信息公开申请31件。 => requests.received=31
全县政府信息公开行政复议案件12件，行政诉讼案件5件。 => review.total=12 litigation.total=5
我县未发生因政府信息公开引起的行政复议、行政诉讼。 => review.total=0 litigation.total=0
全县召开新闻发布会18场。 => response.press_conferences=18
2021年全县共发布政策解读信息240条。 => response.explanations=240
《清河县人民政府公报》刊登各类文件86件。 => disclosure.gazette=86
2021年县政府门户网站主动公开政府信息12032条。 => disclosure.website=12032
2021年全县各级行政机关新收政府信息公开申请3511件、上年结转96件，予以公开1191件。 => requests.received=3511 requests.carried_in=96 requests.outcome.granted=1191
全县共收到申请35件（县政府办公室12件、县自然资源局20件、城关镇3件），均为政府信息公开申请。 => requests.received=35
"""

# heading | sentence, year 2017.
UNDER_HEADING = r"""
因政府信息公开申请行政复议、提起行政诉讼情况 | 无。 => review.total=0 litigation.total=0
行政复议和行政诉讼情况 | 2017年，我局未发生此类情况，行政复议0件，行政诉讼0件。 => review.total=0 litigation.total=0
依申请公开政府信息情况 | 全年没有收到申请。 => requests.received=0
依申请公开政府信息情况 | 按时办结3件，同意公开2件，部分公开1件。 => requests.closed.on_time=3 requests.outcome.granted=2 requests.outcome.partly_granted=1
依申请公开情况 | 无。 => requests.received=0
主动公开政府信息情况 | 2017年共公开信息218条。 => disclosure.total=218
主动公开政府信息情况 | 1.公开数量。2017年，本局主动公开信息218条。 => disclosure.total=218
政府信息公开行政复议情况 | 2017年被申请行政复议1件，结果维持1件。 => review.total=1 review.upheld=1
政府信息公开收费情况 | 2017年未收费。 => requests.fees=0
"""


def cases(table: str) -> list[tuple[str, str]]:
    rows = (line.split(" => ") for line in table.strip().splitlines())
    return [(sentence.replace("\\n", "\n"), figures_) for sentence, figures_ in rows]


@pytest.mark.parametrize(("sentence", "notation"), cases(BUREAU_2017))
def test_a_bureau_of_2017_states(sentence: str, notation: str) -> None:
    assert said(figures(sentence)) == expected(notation)


@pytest.mark.parametrize(("sentence", "notation"), cases(BUREAU_2021))
def test_a_bureau_of_2021_states(sentence: str, notation: str) -> None:
    assert said(figures(sentence, year=2021)) == expected(notation)


@pytest.mark.parametrize(("sentence", "notation"), cases(AREA_2021))
def test_a_government_of_2021_states(sentence: str, notation: str) -> None:
    assert said(figures(sentence, COUNTY, 2021)) == expected(notation)


@pytest.mark.parametrize(("sentence", "notation"), cases(UNDER_HEADING))
def test_a_heading_names_the_matter_of(sentence: str, notation: str) -> None:
    heading, text = sentence.split(" | ")
    assert said(figures(text, heading=heading)) == expected(notation)


@pytest.mark.parametrize(
    ("sentence", "_"), [*cases(BUREAU_2017), *cases(BUREAU_2021), *cases(AREA_2021)]
)
def test_the_quote_is_the_text_and_short(sentence: str, _: str) -> None:
    for figure in figures(sentence):
        assert figure.quote == sentence[figure.start : figure.end]
        assert figure.quote
        assert len(figure.quote) <= len(sentence)
