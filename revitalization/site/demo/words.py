"""Invented names and texts; pure. The same seed gives the same demonstration."""

from collections.abc import Iterator
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = [
    "建国",
    "志强",
    "秀英",
    "玉兰",
    "海燕",
    "晓东",
    "丽华",
    "文斌",
    "永红",
    "俊杰",
    "春梅",
    "国庆",
    "淑珍",
    "明亮",
    "雪梅",
    "振华",
    "爱民",
    "小军",
    "红霞",
    "宏伟",
    "桂芳",
    "立新",
    "玉珍",
    "向东",
    "世荣",
    "敏",
    "静",
    "磊",
    "洋",
    "勇",
    "艳",
    "杰",
    "娟",
    "涛",
    "超",
    "霞",
    "平",
    "刚",
    "辉",
    "玲",
    "鹏",
    "燕",
    "婷",
    "斌",
    "浩",
    "琴",
    "倩",
    "凯",
    "瑞",
    "旭东",
    "学礼",
    "兆祥",
    "生华",
    "万福",
    "作栋",
    "得财",
]
CORPS = ("高原夏菜", "马铃薯", "中药材", "肉羊", "食用菌", "小杂粮", "花椒", "苹果")
PROBLEMS = (
    "部分山区村季节性缺水",
    "冷链仓储能力不足",
    "村级集体经济收入结构单一",
    "农村污水管网覆盖不够",
    "青壮年劳动力外流较多",
)


def people(seed: int) -> Iterator[str]:
    """Names without end, none twice in a row of a few thousand."""
    used: set[str] = set()
    random = Random(seed)  # noqa: S311 - invented names, not secrets
    while True:
        name = random.choice(SURNAMES) + random.choice(GIVEN)
        if len(used) < 3_000 and name in used:
            continue
        used.add(name)
        yield name


def texts(unit: str, year: int, seed: int) -> dict[str, str]:
    """The sections of an annual report of the unit, different for each unit and year."""
    r = Random(f"{unit}{year}{seed}")  # noqa: S311
    crop, problem = r.choice(CORPS), r.choice(PROBLEMS)
    return {
        "overall": f"{year}年，{unit}坚持把乡村振兴作为中心工作，党委政府专题研究{r.randint(4, 9)}次，"
        f"分解年度重点任务{r.randint(11, 26)}项，逐项明确责任领导、责任人和完成时限，目前已完成{r.randint(78, 97)}%。",
        "food": f"落实粮食播种面积{r.randint(12, 58) / 10:.1f}万亩，新建高标准农田{r.randint(8, 46) * 100}亩，"
        f"撂荒地复垦{r.randint(60, 420)}亩。\n对{r.randint(18, 96)}户监测对象落实帮扶措施{r.randint(70, 260)}条，"
        f"风险消除{r.randint(9, 60)}户，没有发生规模性返贫。",
        "industry": f"围绕{crop}延伸产业链，种养规模达到{r.randint(3, 32) * 500}亩（头、只），带动农户{r.randint(180, 920)}户，"
        f"户均增收{r.randint(18, 62) * 100}元。引进返乡人才{r.randint(3, 17)}名，培训技术骨干{r.randint(60, 320)}人次。",
        "civility": f"修订完善村规民约{r.randint(6, 18)}份，婚丧事支出平均下降{r.randint(12, 35)}%。"
        f"废旧农膜回收率{r.randint(81, 93)}%，尾菜处理利用率{r.randint(52, 78)}%，化肥用量较上年减少{r.randint(2, 6)}%。",
        "construction": f"硬化村组道路{r.randint(3, 19)}公里，改造卫生厕所{r.randint(60, 380)}座，"
        f"新增集中供水{r.randint(90, 640)}户。精简村级报表{r.randint(6, 21)}张，减少考核事项{r.randint(3, 9)}项。",
        "reform": f"完成第二轮土地承包到期延包试点村{r.randint(1, 4)}个，清收村集体“三资”{r.randint(20, 180)}万元，"
        f"盘活闲置宅基地{r.randint(6, 44)}处，落实乡村建设用地{r.randint(8, 60)}亩。",
        "problems": f"主要问题：{problem}。由分管负责人牵头，{year + 1}年{r.randint(4, 9)}月底前完成整改；"
        f"同步推进{r.choice(CORPS)}加工项目{r.randint(1, 3)}个。",
        "progress": f"{unit}上半年完成年度任务的{r.randint(46, 63)}%，粮食播种面积稳定，衔接资金支出进度{r.randint(52, 81)}%，"
        f"{crop}基地新增{r.randint(6, 40) * 100}亩，人居环境整治行政村覆盖率{r.randint(70, 98)}%。",
        "body": f"{unit}专题报告。",
        "session": "县第十九届人民代表大会常务委员会第三十次会议",
        "content": f"{unit}汇报了乡村振兴促进工作情况。",
    }
