"""Every computing tool by name: the top floor of `tools`.

The service's own tools (drafts, reports, knowledge) join them in `copilot.agent.toolkit`.
"""

from __future__ import annotations

from tools.tool import Tool


def tools() -> dict[str, Tool]:
    """All tools, by name. The rooms are imported here and not at module level, so that asking for the
    names of one room does not load the models of another."""
    from tools.budget.catalogue import TOOLS as budget
    from tools.clv.catalogue import TOOLS as clv
    from tools.contacts.catalogue import TOOLS as contacts
    from tools.customers.catalogue import TOOLS as customers
    from tools.experiments.catalogue import TOOLS as experiments
    from tools.identity.catalogue import TOOLS as identity
    from tools.segmentation.catalogue import TOOLS as segmentation
    from tools.uplift.catalogue import TOOLS as uplift
    from tools.warehouse.catalogue import TOOLS as warehouse
    from tools.weekly.catalogue import TOOLS as weekly

    rooms = (warehouse, customers, segmentation, clv, uplift, experiments, budget, contacts, weekly, identity)
    return {tool.name: tool for room in rooms for tool in room}
