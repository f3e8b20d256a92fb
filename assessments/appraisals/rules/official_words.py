"""How officials write their tables: headings, titles with numbers and points, sums, what adds or takes; pure.

The first word of each kind of heading is the one that is told to be missing.
"""

import re

from assessments.appraisals.rules.schemes import BONUS, PENALTY

TITLES = (
    "一级指标", "二级指标", "三级指标", "四级指标", "考核项目", "考核指标", "考核内容", "考核要点", "考核点",
    "考核事项", "考核类别", "指标名称", "指标", "项目", "项目名称", "考评项目", "考评指标", "考评内容", "评价内容",
    "评价类别", "评价指标", "评价项目", "具体指标", "主要指标", "指标内容", "一级", "二级", "三级", "四级", "类别",
    "事项", "目标任务",
)  # fmt: skip
POINTS = (
    "分值", "各项分值", "标准分", "标准分值", "满分", "满分值", "指标满分", "指标分值", "权重", "权数", "分数",
    "基准分", "赋分",
)  # fmt: skip
KEYS = ("编号", "指标编号", "序号")
STANDARDS = (
    "评分标准", "评分办法", "评分细则", "赋分规则", "评分方式", "评分方法", "考核标准", "考核办法", "考核细则",
    "考评标准", "计分标准", "计分办法", "扣分标准", "评分说明", "评分依据", "指标说明", "内容要求", "评分指导点",
    "考核要求", "评价标准", "工作要求",
)  # fmt: skip
BY = (
    "评分部门", "评分单位", "负责考核部门", "考核部门", "考核责任单位", "打分部门", "数据来源", "责任单位",
    "责任部门", "牵头部门", "牵头单位", "考评单位", "考评部门", "数据来源单位",
)  # fmt: skip
WEIGHTS = ("权重", "权数")
RUNNING = ("序号",)
ENDINGS = ("评分标准", "赋分规则", "评分办法", "评分细则", "计分办法")
"""How a longer heading of standards ends, such as 评价及考核内容和赋分规则."""

BAD = re.compile(r"=.|#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
"""How a text begins that a sheet had as a formula, or as an error."""
SUM = re.compile(r"(?:合计|总计|小计|共计|总分)(?:分值|得分)?(?:[:：]|[（(].*[）)])?")
_IN_TITLE = re.compile(r"\s*[（(]\s*(?:共|计|满分|分值|最高)?\s*([+-]?\d+(?:\.\d+)?)\s*分\s*[）)]\s*$")
_NUMBERED = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}(?:\.\d{1,2}){1,4}(?=[^\d%‰])|"
    r"\d{1,2}[、.．](?!\d)|[①-⑳])\s*"
)
POINTS_TEXT = re.compile(r"(?:满分|共|计|最高|上限)?([+-]?)(\d{1,9}(?:\.\d{1,6})?)(分|%)?")
DASHES = str.maketrans({"−": "-", "－": "-", "–": "-", "—": "-", "＋": "+"})
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_BOTH = re.compile(r"加减分|奖扣分|加扣分|奖惩分|奖罚分")
_ADDS = re.compile(r"^加分[:：]|加分(?:项|项目|指标|事项|因素|内容)?$|奖励(?:加)?分|附加分|^奖分$")
_TAKES = re.compile(r"^[扣减]分[:：]|[扣减]分(?:项|项目|指标|事项|因素|内容)?$|倒扣")


def plain_title(text: str) -> str:
    """A title without the number before it and the points behind it: “一、组织领导（10分）” is 组织领导."""
    without = _IN_TITLE.sub("", text.translate(DASHES))
    return (_NUMBERED.sub("", without, count=1) or without).strip()


def side_of(title: str) -> str:
    """Whether the title is one of a bonus or a penalty; "?" where it could be both, "" where it is neither."""
    if _BOTH.search(title):
        return "?"
    return BONUS if _ADDS.search(title) else PENALTY if _TAKES.search(title) else ""


def in_title(text: str) -> str:
    """The points that stand in the title, with their sign; "" where there are none."""
    hit = _IN_TITLE.search(text.translate(DASHES))
    return hit.group(1) if hit else ""


def fits_key(text: str) -> bool:
    """Whether the text may be a key."""
    return bool(_KEY.fullmatch(text))
