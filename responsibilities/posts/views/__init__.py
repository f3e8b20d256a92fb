"""Pages of posts, people, vacancies and rosters."""
