"""What the inspections of the demonstration found, and what letters and reports say of it."""

from dataclasses import dataclass

LETTER = {
    "overall": "被督查县（区）重视乡村振兴工作，年度任务总体达到序时进度，群众对供水、道路改善反映较好。",
    "causes": "部分乡镇日常管护制度没有落到人头，行业部门跟踪督促不够经常，项目资料归集不及时。",
    "demands": "对照问题清单逐条制定整改方案，明确措施、责任人和时限，同类问题举一反三。",
}

BACK = {
    "organised": "成立由党政主要负责人任组长的整改专班，逐条明确牵头领导和责任人，每两周调度一次。",
    "lasting": "修订公共设施管护、项目验收移交、村务公开三项制度，按季度检查落实情况。",
    "ahead": "紧盯未完成事项，按时限销号；对已销号问题开展自查，防止反弹。",
}


@dataclass(frozen=True)
class Told:
    """One problem of the story and what the unit said of it."""

    problem: str
    rule: str
    evidence: str
    how_soon: str
    view: str = "true"
    words: str = ""
    severity: str = "ordinary"
    extent: str = "single"


PROBLEMS = (
    Told(
        "村级公厕2座无人管护，其中1座停用超过三个月。",
        "《农村公共厕所管护办法》第九条",
        "公益岗考勤表",
        "now",
    ),
    Told(
        "衔接资金道路项目已完工8个月，未组织竣工验收，未移交资产。",
        "衔接资金项目管理办法第二十一条",
        "项目合同、完工报告",
        "term",
        extent="common",
    ),
    Told(
        "防返贫监测对象3户帮扶措施与台账不符，近两个月没有入户记录。",
        "防返贫动态监测工作要求",
        "监测台账、帮扶手册",
        "term",
        "partly",
        "其中1户已外出务工，电话回访有记录。",
    ),
    Told(
        "生活垃圾收集点满溢，清运协议约定每周2次，实际不足1次。",
        "村庄清洁行动方案",
        "清运协议、清运单",
        "now",
    ),
    Told(
        "村务公开栏中衔接资金使用情况两个季度未更新。",
        "村务公开制度",
        "公开记录",
        "long",
    ),
    Told(
        "高标准农田灌溉机井1眼损坏未修，影响灌溉约120亩。",
        "高标准农田建后管护办法",
        "管护责任书",
        "term",
        "untrue",
        "该机井已于检查前一周修复，有维修单。",
        "grave",
    ),
)
