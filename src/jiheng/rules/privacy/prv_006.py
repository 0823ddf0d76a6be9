"""PRV-006."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiheng.model.declaration import DocumentFacts
from jiheng.model.finding import Severity, Stage
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, Over, found, rule


@rule(
    "PRV-006",
    severity=Severity.ADVICE,
    basis="政府信息公开条例#公开审查",
    over=Over.FILE,
    stages=frozenset((Stage.PUBLICATION,)),
    message="文件里还带有{facts}，公开前请接受修订、删去批注，用“检查文档”清除个人信息，再另存发布。",
)
def file_metadata(forms: Sequence[Form]) -> Iterator[Found]:
    """公开的文件里带有作者、修订或者批注。

    ## 查什么
    公开前，文件是否带有作者姓名、修订记录、批注、书签。每个文件提示一次；Administrator 这样由软件填写、认不出人的作者名不算。

    ## 为什么
    这些内容打印时看不见，下载文件的人却能看到，可能泄露经办人和修改过程。

    ## 怎么改
    接受全部修订，删去批注，在“文件—信息—检查文档”里清除个人信息，再转成 PDF 发布。
    """
    document = forms[0].file.document
    facts = list(_facts(document)) if document is not None else []
    if facts:
        yield found(forms[0].spot("title"), facts="、".join(facts))


_NOBODY = frozenset(
    (
        "administrator",
        "admin",
        "user",
        "owner",
        "microsoft office user",
        "微软用户",
        "微软中国",
        "wps office",
        "unknown",
        "apache poi",
    )
)
"""Authors that programs enter, which name nobody."""


def _facts(document: DocumentFacts) -> Iterator[str]:
    if document.author and document.author.strip().lower() not in _NOBODY:
        yield f"作者“{document.author}”"
    if document.revisions:
        yield f"修订 {document.revisions} 处"
    if document.comments:
        yield f"批注 {document.comments} 条"
    if document.bookmarks:
        yield f"书签 {document.bookmarks} 个"
