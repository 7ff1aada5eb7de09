from git.repo import Repo as Repo
