"""Metadata and extras; tool settings live in pyproject.toml."""

from pathlib import Path

from setuptools import find_packages, setup

DEMO = ["mail-devel>=0.18"]
TEST = [
    "aiosmtpd>=1.4.6",
    # Another reader of Authentication-Results, to hold ours against.
    "authres>=1.2",
    # Takes our sentences out of the source, and knows how each language writes a date.
    "babel>=2.18",
    "hypothesis>=6.100",
    "pymap>=0.36.7",
    "pytest>=8",
    "pytest-timeout>=2.3",
    "pytest-xdist>=3.6",
    "trustme>=1.2",
]
FUZZ = ["atheris>=3"]
DEV = [*TEST, *DEMO, "import-linter>=2.1", "mypy>=2.4", "ruff>=0.17,<0.18"]

setup(
    name="mcenter",
    version="0.1.0",
    description="The message centre of a marketplace, for shell and mailbox",
    long_description=Path(__file__).with_name("README.md").read_text("utf-8"),
    long_description_content_type="text/markdown",
    license="MIT",
    python_requires=">=3.11",
    packages=find_packages(include=["mcenter", "mcenter.*"]),
    package_data={
        "mcenter": [
            "py.typed",
            "locale/*/LC_MESSAGES/*",
            "mail/templates/*",
            "migrations/*.py",
        ]
    },
    install_requires=[
        "click>=8.5",
        "imapclient>=4.1",
        "peewee>=4.5.3",
        "python-dotenv>=1.2",
        "rich>=15",
        "selectolax>=1.0",
        "tzdata>=2025.2",
    ],
    extras_require={"demo": DEMO, "test": TEST, "dev": DEV, "fuzz": FUZZ},
    entry_points={"console_scripts": ["mcenter = mcenter.__main__:main"]},
)
