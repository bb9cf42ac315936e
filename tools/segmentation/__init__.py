"""Groups of customers: by recency, frequency and value, by lifecycle, and how they move between them."""

from tools.segmentation.affinity import affinity
from tools.segmentation.audience import segment_customers
from tools.segmentation.clusters import cluster_customers
from tools.segmentation.lifecycle import lifecycle_segments
from tools.segmentation.migration import segment_migration
from tools.segmentation.rfm import rfm_segments

__all__ = [
    "affinity",
    "cluster_customers",
    "lifecycle_segments",
    "rfm_segments",
    "segment_customers",
    "segment_migration",
]
